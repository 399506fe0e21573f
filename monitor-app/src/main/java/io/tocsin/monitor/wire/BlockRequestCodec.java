package io.tocsin.monitor.wire;

import static io.tocsin.monitor.wire.AccountRequestCodec.MAX_NAME_LENGTH;
import static io.tocsin.monitor.wire.AccountRequestCodec.MAX_REASON_LENGTH;
import static io.tocsin.monitor.wire.AccountRequestCodec.limited;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tocsin.rules.containment.AlertCause;
import io.tocsin.rules.containment.BlockRequest;
import io.tocsin.rules.containment.BlockRequest.Action;
import io.tocsin.rules.containment.Source;
import java.io.IOException;
import java.util.Locale;

/**
 * Requests to block a source, as they stand beside those of accounts: one object, its fields in the order of
 * {@link BlockRequest}; {@code alert} is left out where an operator asks, {@code durationMs} where the policy says how long.
 */
final class BlockRequestCodec {
    private BlockRequestCodec() {}

    static void writeFields(JsonGenerator json, BlockRequest request) throws IOException {
        json.writeStringField("id", request.id());
        json.writeStringField("tenant", request.tenant());
        json.writeStringField("source", request.source().text());
        json.writeStringField("action", label(request.action()));
        json.writeStringField("reason", request.reason());
        json.writeStringField("requestedBy", request.requestedBy());
        AlertCauseCodec.write(json, request.alert());
        if (request.durationMs() != 0) {
            json.writeNumberField("durationMs", request.durationMs());
        }
    }

    /** What {@code respond} asks of itself has a longer id than any request from outside may have. */
    static BlockRequest readFields(JsonFields fields, int maxIdLength) throws MalformedRecordException {
        String id = limited(fields, "id", maxIdLength);
        String tenant = limited(fields, "tenant", MAX_NAME_LENGTH);
        String source = fields.text("source");
        Action action = fields.oneOf("action", Action.class, BlockRequestCodec::label);
        String reason = limited(fields, "reason", MAX_REASON_LENGTH);
        String requestedBy = limited(fields, "requestedBy", MAX_REASON_LENGTH);
        AlertCause alert = AlertCauseCodec.read(fields);
        long durationMs = AccountRequestCodec.durationMs(fields);
        fields.end();
        try {
            return new BlockRequest(id, tenant, Source.parse(source), action, reason, requestedBy, alert, durationMs);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String label(Action action) {
        return action.name().toLowerCase(Locale.ROOT);
    }
}
