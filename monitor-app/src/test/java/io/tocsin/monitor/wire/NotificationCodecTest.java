package io.tocsin.monitor.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.routing.Notification;
import io.tocsin.rules.routing.Notification.Kind;
import io.tocsin.rules.routing.NotificationOutcome;
import io.tocsin.rules.routing.NotificationOutcome.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NotificationCodecTest {

    private static final String ID = "ab".repeat(32);

    @Test
    void aNotificationHasTheseBytes() {
        String expected =
                "{\"version\":1,\"id\":\"" + ID + "\",\"tenant\":\"default\",\"recipient\":\"lead@example.com\","
                        + "\"role\":\"technical-lead\",\"kind\":\"first\",\"number\":1,\"incident\":\"i-1\",\"threadRootId\":\""
                        + ID + "\",\"severity\":\"medium\",\"title\":\"Failed logins\","
                        + "\"details\":{\"User\":\"al\\r\\nice \\\"é\\\"\",\"Count\":\"5\"},\"createdAtMs\":1767225600000}";
        assertEquals(expected, new String(NotificationCodec.encode(notification(Kind.FIRST)), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsWrittenIsReadBackWithItsDetailsInOrder(Kind kind) throws MalformedRecordException {
        Notification notification = notification(kind);
        Notification read = NotificationCodec.decode(NotificationCodec.encode(notification));
        assertEquals(notification, read);
        assertEquals(
                List.copyOf(notification.details().keySet()),
                new ArrayList<>(read.details().keySet()));
        assertArrayEquals(NotificationCodec.encode(notification), NotificationCodec.encode(read));
    }

    @Test
    void halfASurrogatePairIsReadBack() throws MalformedRecordException {
        Notification half = new Notification(
                ID,
                "default",
                "a@example.com",
                "r",
                Kind.FIRST,
                1,
                "i",
                ID,
                Severity.LOW,
                "t",
                Map.of("User", "a\ud83d"),
                0);
        assertEquals(half, NotificationCodec.decode(NotificationCodec.encode(half)));
    }

    @ParameterizedTest
    @EnumSource(Status.class)
    void anOutcomeIsReadBack(Status status) throws MalformedRecordException {
        NotificationOutcome outcome =
                new NotificationOutcome(ID, "default", "lead@example.com", status, "250 2.0.0 Ok", 3);
        assertEquals(outcome, NotificationOutcomeCodec.decode(NotificationOutcomeCodec.encode(outcome)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{}",
                "{\"version\":2}",
                "{\"version\":1,\"version\":1}",
                "{\"version\":1} x",
            })
    void bytesThatAreNoObjectOfVersionOneAreRefused(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThrows(MalformedRecordException.class, () -> NotificationCodec.decode(bytes));
        assertThrows(MalformedRecordException.class, () -> NotificationOutcomeCodec.decode(bytes));
    }

    @Test
    void anAbsentValueIsRefused() {
        assertThrows(MalformedRecordException.class, () -> NotificationCodec.decode(null));
    }

    @Test
    void aReasonNamesFieldValueAndWhatIsAllowed() {
        assertReason(
                "the field kind is \"second\"; allowed are first, raised, resolved, locked, unlocked,"
                        + " unconfirmed, confirmed, failed, digest",
                "\"kind\":\"first\"",
                "\"kind\":\"second\"");
        assertReason(
                "the field number must be a whole number of at most 32 bits, not string",
                "\"number\":1",
                "\"number\":\"1\"");
        assertReason("the field tenant is missing", "\"tenant\":\"default\",", "");
        assertReason("the field \"extra\" isn't known", "\"tenant\"", "\"extra\":1,\"tenant\"");
        assertReason("the field details.Count must be a text, not number", "\"Count\":\"5\"", "\"Count\":5");
        assertReason(
                "a notification's id and threadRootId must be SHA-256 in lower-case hex, as both stand in mail"
                        + " headers",
                "\"id\":\"ab",
                "\"id\":\"\\r\\n");
    }

    private static void assertReason(String reason, String replace, String with) {
        String text = new String(NotificationCodec.encode(notification(Kind.FIRST)), StandardCharsets.UTF_8);
        String changed = text.replace(replace, with);
        assertEquals(
                reason,
                assertThrows(
                                MalformedRecordException.class,
                                () -> NotificationCodec.decode(changed.getBytes(StandardCharsets.UTF_8)))
                        .getMessage());
    }

    private static Notification notification(Kind kind) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("User", "al\r\nice \"é\"");
        details.put("Count", "5");
        return new Notification(
                ID,
                "default",
                "lead@example.com",
                "technical-lead",
                kind,
                1,
                "i-1",
                ID,
                Severity.MEDIUM,
                "Failed logins",
                details,
                1767225600000L);
    }
}
