package io.tocsin.monitor.wire;

import io.tocsin.rules.routing.NotificationOutcome;
import io.tocsin.rules.routing.NotificationOutcome.Status;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes of notifications as versioned JSON: one object, its fields in the order of {@link NotificationOutcome}, the
 * status by its label.
 */
public final class NotificationOutcomeCodec {

    private NotificationOutcomeCodec() {}

    /** The bytes of an outcome. */
    public static byte[] encode(NotificationOutcome outcome) {
        return JsonFields.write(json -> {
            json.writeStringField("id", outcome.id());
            json.writeStringField("tenant", outcome.tenant());
            json.writeStringField("recipient", outcome.recipient());
            json.writeStringField("status", outcome.status().label());
            json.writeStringField("detail", outcome.detail());
            json.writeNumberField("attempts", outcome.attempts());
        });
    }

    /**
     * The outcome in some bytes.
     *
     * @throws MalformedRecordException if they are anything else
     */
    public static NotificationOutcome decode(byte @Nullable [] bytes) throws MalformedRecordException {
        JsonFields fields = JsonFields.read(bytes);
        String id = fields.text("id");
        String tenant = fields.text("tenant");
        String recipient = fields.text("recipient");
        Status status = fields.oneOf("status", Status.class, Status::label);
        String detail = fields.text("detail");
        int attempts = fields.smallInteger("attempts");
        fields.end();
        try {
            return new NotificationOutcome(id, tenant, recipient, status, detail, attempts);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException(String.valueOf(e.getMessage()), e);
        }
    }
}
