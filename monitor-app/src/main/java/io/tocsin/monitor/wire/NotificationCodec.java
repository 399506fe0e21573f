package io.tocsin.monitor.wire;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.routing.Notification;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Notifications as versioned JSON: one object, its fields in the order of {@link Notification}, so that equal
 * notifications have equal bytes. Kind and severity are written by their labels.
 */
public final class NotificationCodec {

    private NotificationCodec() {}

    /** The key of a notification: {@code ["tenant","recipient"]}. */
    public static byte[] key(Notification notification) {
        return JsonFields.writeArray(List.of(notification.tenant(), notification.recipient()));
    }

    /** The bytes of a notification. */
    public static byte[] encode(Notification notification) {
        return JsonFields.write(json -> {
            json.writeStringField("id", notification.id());
            json.writeStringField("tenant", notification.tenant());
            json.writeStringField("recipient", notification.recipient());
            json.writeStringField("role", notification.role());
            json.writeStringField("kind", notification.kind().label());
            json.writeNumberField("number", notification.number());
            json.writeStringField("incident", notification.incident());
            json.writeStringField("threadRootId", notification.threadRootId());
            json.writeStringField("severity", notification.severity().label());
            json.writeStringField("title", notification.title());
            JsonFields.writeTexts(json, "details", notification.details());
            json.writeNumberField("createdAtMs", notification.createdAtMs());
        });
    }

    /**
     * The notification in some bytes.
     *
     * @throws MalformedRecordException if they are anything else
     */
    public static Notification decode(byte @Nullable [] bytes) throws MalformedRecordException {
        JsonFields fields = JsonFields.read(bytes);
        String id = fields.text("id");
        String tenant = fields.text("tenant");
        String recipient = fields.text("recipient");
        String role = fields.text("role");
        Notification.Kind kind = fields.oneOf("kind", Notification.Kind.class, Notification.Kind::label);
        int number = fields.smallInteger("number");
        String incident = fields.text("incident");
        String threadRootId = fields.text("threadRootId");
        Severity severity = fields.oneOf("severity", Severity.class, Severity::label);
        String title = fields.text("title");
        Map<String, String> details = fields.texts("details");
        long createdAtMs = fields.integer("createdAtMs");
        fields.end();
        try {
            return new Notification(
                    id,
                    tenant,
                    recipient,
                    role,
                    kind,
                    number,
                    incident,
                    threadRootId,
                    severity,
                    title,
                    details,
                    createdAtMs);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException(String.valueOf(e.getMessage()), e);
        }
    }
}
