package io.tocsin.monitor.wire;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.routing.Told;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;

/** Keys and values of the store that knows who was told of an open alert: by tenant and alert; format byte, then JSON. */
public final class ToldCodec {

    private static final byte FORMAT = 1;

    private ToldCodec() {}

    /** Where stands who was told of an alert. */
    public static Bytes key(String tenant, String alertUid) {
        return Bytes.wrap(JsonFields.writeArray(List.of(tenant, alertUid)));
    }

    /** The bytes of who was told. */
    public static byte[] encode(Told told) {
        byte[] json = JsonFields.write(out -> {
            out.writeArrayFieldStart("told");
            for (Map.Entry<String, Told.Entry> each : told.recipients().entrySet()) {
                out.writeStartObject();
                out.writeStringField("recipient", each.getKey());
                out.writeStringField("role", each.getValue().role());
                out.writeNumberField("number", each.getValue().number());
                out.writeStringField("severity", each.getValue().severity().label());
                out.writeEndObject();
            }
            out.writeEndArray();
        });
        return ByteBuffer.allocate(1 + json.length).put(FORMAT).put(json).array();
    }

    /**
     * Who was told, from bytes.
     *
     * @throws IllegalStateException if they are anything else: nobody but this class writes them
     */
    public static Told decode(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != FORMAT) {
            throw new IllegalStateException(
                    "a stored value has a format other than " + FORMAT + "; a new format needs a new store");
        }
        try {
            JsonFields fields = JsonFields.read(Arrays.copyOfRange(bytes, 1, bytes.length));
            Map<String, Told.Entry> told = new LinkedHashMap<>();
            for (JsonFields each : fields.objects("told")) {
                told.put(each.text("recipient"), entry(each));
            }
            fields.end();
            return new Told(told);
        } catch (MalformedRecordException e) {
            throw new IllegalStateException("it can't be read who was told of an alert", e);
        }
    }

    private static Told.Entry entry(JsonFields fields) throws MalformedRecordException {
        return new Told.Entry(
                fields.text("role"),
                fields.smallInteger("number"),
                fields.oneOf("severity", Severity.class, Severity::label));
    }
}
