package io.tocsin.monitor.wire;

import io.tocsin.rules.containment.BlockRequest;
import io.tocsin.rules.containment.BlockState;
import io.tocsin.rules.containment.BlockState.Code;
import io.tocsin.rules.containment.BlockState.Status;
import org.jspecify.annotations.Nullable;

/**
 * Block states as versioned JSON: one object, its fields in the order of {@link BlockState}, with tenant and source in
 * front, so that a gateway need not look further; {@code block} and {@code untilMs} are left out where nothing was blocked.
 */
public final class BlockStateCodec {

    private BlockStateCodec() {}

    /** The key of a state: tenant and source. */
    public static byte[] key(BlockState state) {
        return AccountKey.of(state.tenant(), state.source().text());
    }

    /** The bytes of a state. */
    public static byte[] encode(BlockState state) {
        return JsonFields.write(json -> {
            json.writeStringField("tenant", state.tenant());
            json.writeStringField("source", state.source().text());
            json.writeStringField("status", state.status().name());
            json.writeStringField("code", state.code().name());
            json.writeObjectFieldStart("request");
            BlockRequestCodec.writeFields(json, state.request());
            json.writeEndObject();
            BlockRequest block = state.block();
            if (block != null) {
                json.writeObjectFieldStart("block");
                BlockRequestCodec.writeFields(json, block);
                json.writeEndObject();
                json.writeNumberField("untilMs", state.untilMs());
            }
            json.writeNumberField("changedAtMs", state.changedAtMs());
        });
    }

    /**
     * The state in some bytes.
     *
     * @throws MalformedRecordException if they are anything else
     */
    public static BlockState decode(byte @Nullable [] bytes) throws MalformedRecordException {
        JsonFields fields = JsonFields.read(bytes);
        String tenant = fields.text("tenant");
        String source = fields.text("source");
        Status status = fields.oneOf("status", Status.class, Status::name);
        Code code = fields.oneOf("code", Code.class, Code::name);
        BlockRequest request = request(fields, "request");
        BlockRequest block = fields.has("block") ? request(fields, "block") : null;
        long untilMs = block == null ? 0 : fields.integer("untilMs");
        long changedAtMs = fields.integer("changedAtMs");
        fields.end();
        if (!request.tenant().equals(tenant) || !request.source().text().equals(source)) {
            throw new MalformedRecordException("the request is about another source than the state");
        }
        try {
            return new BlockState(status, code, request, block, untilMs, changedAtMs);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException(String.valueOf(e.getMessage()), e);
        }
    }

    private static BlockRequest request(JsonFields fields, String name) throws MalformedRecordException {
        return BlockRequestCodec.readFields(fields.object(name), AccountCommandCodec.MAX_ID_LENGTH);
    }
}
