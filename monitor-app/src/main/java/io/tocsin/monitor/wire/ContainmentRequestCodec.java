package io.tocsin.monitor.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.BlockRequest;
import io.tocsin.rules.containment.ContainmentRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What stands on {@code account-requests}: a request names either an {@code account} or a {@code source}. */
public final class ContainmentRequestCodec {
    private ContainmentRequestCodec() {}

    /** The key of a request: the tenant, so that one task counts the tenant's budget. */
    public static byte[] key(ContainmentRequest request) {
        return request.tenant().getBytes(StandardCharsets.UTF_8);
    }

    /** The bytes of a request. */
    public static byte[] encode(ContainmentRequest request) {
        return JsonFields.write(json -> write(json, request));
    }

    private static void write(JsonGenerator json, ContainmentRequest request) throws IOException {
        if (request instanceof AccountRequest ofAccount) {
            AccountRequestCodec.writeFields(json, ofAccount);
        } else if (request instanceof BlockRequest ofSource) {
            BlockRequestCodec.writeFields(json, ofSource);
        }
    }

    /**
     * The request in some bytes.
     *
     * @throws MalformedRecordException if they are anything else, or if somebody asks in the name of {@code respond},
     *     which tells itself through the topic of results alone
     */
    public static ContainmentRequest decode(byte @Nullable [] bytes) throws MalformedRecordException {
        JsonFields fields = JsonFields.read(bytes);
        return AccountRequestCodec.ofOthers(
                fields.has("source")
                        ? BlockRequestCodec.readFields(fields, AccountRequestCodec.MAX_NAME_LENGTH)
                        : AccountRequestCodec.readFields(fields, AccountRequestCodec.maxIdLength(fields)));
    }
}
