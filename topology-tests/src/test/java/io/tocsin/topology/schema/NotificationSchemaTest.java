package io.tocsin.topology.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.NotificationCodec;
import io.tocsin.monitor.wire.NotificationOutcomeCodec;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.routing.Notification;
import io.tocsin.rules.routing.Notification.Kind;
import io.tocsin.rules.routing.NotificationOutcome;
import io.tocsin.rules.routing.NotificationOutcome.Status;
import io.tocsin.topology.fixture.Schemas;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NotificationSchemaTest {
    private static final String ID = "ab".repeat(32);

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyNotificationThatIsWrittenIsValid(Kind kind) {
        for (Severity severity : Severity.values()) {
            assertEquals(List.of(), Schemas.of("notification").problems(encoded(kind, severity)));
        }
    }

    @ParameterizedTest
    @EnumSource(Status.class)
    void everyOutcomeThatIsWrittenIsValid(Status status) {
        byte[] bytes =
                NotificationOutcomeCodec.encode(new NotificationOutcome(ID, "default", "a@b.c", status, "Ok", 0));
        assertEquals(List.of(), Schemas.of("notification-outcome").problems(bytes));
    }

    @ParameterizedTest
    @CsvSource({
        "'\"version\":1', '\"version\":2'",
        "'\"version\":1,', ''",
        "'\"kind\":\"first\"', '\"kind\":\"later\"'",
        "'\"severity\":\"high\"', '\"severity\":\"High\"'",
        "'\"number\":1', '\"number\":0'",
        "'\"number\":1', '\"number\":\"1\"'",
        "'\"title\":\"Failed logins\"', '\"title\":\" \"'",
        "'\"User\":\"alice\"', '\"User\":7'",
        "'\"id\":\"ab', '\"id\":\"xy'",
        "'\"details\":', '\"extra\":1,\"details\":'",
    })
    void whatIsNoNotificationIsRefusedByBoth(String right, String wrong) {
        String json = new String(encoded(Kind.FIRST, Severity.HIGH), UTF_8);
        assertTrue(json.contains(right), () -> right + " isn't in " + json);
        String broken = json.replace(right, wrong);
        assertFalse(Schemas.of("notification").problems(broken).isEmpty());
        assertThrows(MalformedRecordException.class, () -> NotificationCodec.decode(broken.getBytes(UTF_8)));
    }

    private static byte[] encoded(Kind kind, Severity severity) {
        return NotificationCodec.encode(new Notification(
                ID,
                "default",
                "oncall@example.com",
                "technical-lead",
                kind,
                1,
                "incident",
                ID,
                severity,
                "Failed logins",
                Map.of("User", "alice"),
                0));
    }
}
