package io.tocsin.monitor.wire;

import io.tocsin.monitor.wire.ImportProgress.Last;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The records of topic {@code imports}. */
public final class ImportProgressCodec {
    private ImportProgressCodec() {}

    /** The key of a log's record: its {@code ce_source} in UTF-8. */
    public static byte[] key(String source) {
        return source.getBytes(StandardCharsets.UTF_8);
    }

    /** The bytes of a record's value. */
    public static byte[] encode(ImportProgress progress) {
        return JsonFields.write(json -> {
            json.writeStringField("format", progress.format());
            json.writeStringField("tenant", progress.tenant());
            json.writeStringField("file", progress.file());
            json.writeNumberField("bytes", progress.bytes());
            json.writeStringField("sha256", progress.sha256());
            json.writeNumberField("from", progress.from());
            json.writeBooleanField("complete", progress.complete());
            json.writeNumberField("events", progress.events());
            Long firstEventMs = progress.firstEventMs();
            if (firstEventMs != null) {
                json.writeStringField("first_event", Rfc3339.format(firstEventMs));
            }
            Last last = progress.last();
            if (last != null) {
                json.writeObjectFieldStart("last");
                json.writeStringField("time", Rfc3339.format(last.timeMs()));
                json.writeStringField("ce_id", last.id());
                json.writeEndObject();
            }
        });
    }

    /**
     * Reads a record's value.
     *
     * @throws MalformedRecordException when it is none
     */
    public static ImportProgress decode(byte @Nullable [] value) throws MalformedRecordException {
        JsonFields json = JsonFields.read(value);
        try {
            Long firstEventMs = json.has("first_event") ? Rfc3339.parse(json.text("first_event")) : null;
            ImportProgress progress = new ImportProgress(
                    json.text("format"),
                    json.text("tenant"),
                    json.text("file"),
                    json.integer("bytes"),
                    json.text("sha256"),
                    json.integer("from"),
                    json.truth("complete"),
                    json.integer("events"),
                    firstEventMs,
                    json.has("last") ? last(json.object("last")) : null);
            json.end();
            return progress;
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException("not the progress of an import: " + e.getMessage(), e);
        }
    }

    private static Last last(JsonFields json) throws MalformedRecordException {
        Last last = new Last(Rfc3339.parse(json.text("time")), json.text("ce_id"));
        json.end();
        return last;
    }
}
