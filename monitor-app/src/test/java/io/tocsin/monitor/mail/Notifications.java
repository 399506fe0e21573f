package io.tocsin.monitor.mail;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.routing.Notification;
import io.tocsin.rules.routing.Notification.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Notifications to test with. */
final class Notifications {

    static final MailIdentity IDENTITY = MailIdentity.of("tocsin@monitor.example");

    /** 2026-11-23T08:15:30.250Z. */
    static final long CREATED_AT_MS = Instant.parse("2026-11-23T08:15:30.250Z").toEpochMilli();

    private Notifications() {}

    static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first about an incident. */
    static Notification first(String recipient, String incident) {
        return first(recipient, incident, details("alice"));
    }

    static Notification first(String recipient, String incident, Map<String, String> details) {
        String id = sha256(incident + "|" + recipient + "|1");
        return new Notification(
                id,
                "default",
                recipient,
                "technical-lead",
                Kind.FIRST,
                1,
                sha256(incident),
                id,
                Severity.MEDIUM,
                "Failed logins of one user",
                details,
                CREATED_AT_MS);
    }

    /** The second about the same incident: its severity rose. */
    static Notification raised(String recipient, String incident) {
        Notification first = first(recipient, incident);
        return new Notification(
                sha256(incident + "|" + recipient + "|2"),
                first.tenant(),
                recipient,
                first.role(),
                Kind.RAISED,
                2,
                first.incident(),
                first.id(),
                Severity.CRITICAL,
                first.title(),
                first.details(),
                CREATED_AT_MS + 60_000);
    }

    static Map<String, String> details(String user) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("userId", user);
        details.put("Severity", "medium (score 40)");
        details.put("Events", "5 (threshold 5 in 5 min)");
        details.put("First event", "2026-11-23 08:11:02 UTC");
        details.put("Threshold crossed", "2026-11-23 08:15:29 UTC");
        details.put("Account lock", "asked for; decided separately");
        details.put("Tenant", "default");
        return details;
    }

    static String text(MailMessage message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out);
        return out.toString(UTF_8);
    }
}
