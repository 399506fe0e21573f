package io.tocsin.monitor.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.ingest.LogFormat.LineParser;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.Origin;
import io.tocsin.rules.event.SecurityEvent;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SshdFormatTest {
    private static final String HEAD = "Mar  7 13:06:56 host-1 sshd[1291]: ";
    private static final Instant TIME = Instant.parse("2024-03-07T13:06:56Z");

    private final LineParser parser = parser(2024, ZoneOffset.UTC);

    @Test
    void readsAFailedPassword() throws Exception {
        LoginEvent expected = new LoginEvent(
                new EventId("default", "import:x", "000000000012"),
                TIME.toEpochMilli(),
                new Origin("auth.log", 12),
                "alice",
                false,
                "192.0.2.1",
                null);
        assertEquals(List.of(expected), parse(HEAD + "Failed password for alice from 192.0.2.1 port 22 ssh2"));
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            delimiter = '|',
            value = {
                "Failed password for invalid user  from 192.0.2.1 port 22 ssh2||192.0.2.1",
                "Failed password for  from 192.0.2.1 port 22 ssh2||192.0.2.1",
                "Failed password for invalid user admin  from 192.0.2.1 port 22 ssh2|admin |192.0.2.1",
                "Failed password for invalid user  a b  from 2001:db8::1 port 22 ssh2| a b |2001:db8::1",
                "Failed password for invalid user  0101 from fe80::1%eth0 port 22 ssh2| 0101|fe80::1%eth0",
                "Failed password for invalid user root from 198.51.100.9 port 1 ssh2 from 192.0.2.1 port 22 ssh2"
                        + "|root from 198.51.100.9 port 1 ssh2|192.0.2.1",
                "Failed password for invalid user x from port 1 from 192.0.2.1 port 22 ssh2|x from port 1|192.0.2.1",
                "Failed keyboard-interactive/pam for bob from 192.0.2.1 port 22 ssh2|bob|192.0.2.1",
                "Failed keyboard-interactive/pam for invalid user bob from 192.0.2.1 port 22 ssh2|bob|192.0.2.1",
                "Failed password for invalid user \\303\\244 from 192.0.2.1 port 22 ssh2|\\303\\244|192.0.2.1",
                "Failed password for invalid user ä from UNKNOWN port 65535 ssh2|ä|UNKNOWN",
            })
    void keepsUserAndAddressVerbatim(String message, @Nullable String user, String address) throws Exception {
        LoginEvent event = only(HEAD + message);
        assertEquals(user == null ? "" : user, event.userId());
        assertEquals(address, event.sourceIp());
        assertFalse(event.success());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accepted password for alice from 192.0.2.1 port 22 ssh2",
                "Accepted publickey for alice from 192.0.2.1 port 22 ssh2",
                "Accepted publickey for alice from 192.0.2.1 port 22 ssh2: RSA SHA256:abc",
                "Accepted publickey for alice from 192.0.2.1 port 22 ssh2: RSA-CERT SHA256:abc ID x from 1 port 2 ssh2: y",
                "Accepted keyboard-interactive/pam for alice from 192.0.2.1 port 22 ssh2",
            })
    void readsASuccess(String message) throws Exception {
        LoginEvent event = only(HEAD + message);
        assertEquals("alice", event.userId());
        assertEquals("192.0.2.1", event.sourceIp());
        assertTrue(event.success());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                HEAD + "Failed none for invalid user x from 192.0.2.1 port 22 ssh2",
                HEAD + "Failed publickey for alice from 192.0.2.1 port 22 ssh2: RSA SHA256:abc",
                HEAD + "Postponed keyboard-interactive for alice from 192.0.2.1 port 22 ssh2 [preauth]",
                HEAD + "Invalid user Failed password for x from 192.0.2.1 port 22 ssh2",
                HEAD + "Accepted key RSA SHA256:abc found at /home/a/.ssh/authorized_keys:1",
                HEAD + "message repeated 2 times: [ Connection closed by 192.0.2.1]",
                HEAD + "message repeated 2 times: [ Failed none for x from 192.0.2.1 port 22 ssh2]",
                "Mar  7 13:06:56 host-1 sudo: Failed password for alice from 192.0.2.1 port 22 ssh2",
                "Mar  7 13:06:56 host-1 sshdx[1]: Failed password for alice from 192.0.2.1 port 22 ssh2",
                "Mar  7 13:06:56 host-1 last message repeated 2 times",
                "",
                "   ",
            })
    void passesOverWhatIsNoVerdictOfSshd(String line) throws Exception {
        assertEquals(List.of(), parse(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Failed password for alice from 192.0.2.1 port 22 ssh2",
                HEAD + "Failed password for alice",
                HEAD + "Failed password for alice from 192.0.2.1",
                HEAD + "Failed password for alice from 192.0.2.1 port 22",
                HEAD + "Failed password for alice from 192.0.2.1 port x ssh2",
                HEAD + "Failed password for alice from 192.0.2.1 port  ssh2",
                HEAD + "Failed password for alice from 192.0.2.1 port ssh2",
                HEAD + "Failed password for alice from  port 22 ssh2",
                HEAD + "Accepted password for alice",
                HEAD + "message repeated 2 times: [ Failed password for x from 192.0.2.1 port 22 ssh2",
                HEAD + "message repeated 0 times: [ Failed password for x from 192.0.2.1 port 22 ssh2]",
                HEAD + "message repeated 1000000 times: [ Failed password for x from 192.0.2.1 port 22 ssh2]",
                "Feb 30 13:06:56 host-1 sshd[1]: Failed password for alice from 192.0.2.1 port 22 ssh2",
                "Mär  7 13:06:56 host-1 sshd[1]: Failed password for alice from 192.0.2.1 port 22 ssh2",
                "1969-12-31T00:00:00Z host-1 sshd[1]: Failed password for alice from 192.0.2.1 port 22 ssh2",
                "Mar  7 13:06:56",
                "nonsense",
            })
    void callsUnparsableWhatShouldHaveBeenAnEvent(String line) {
        assertThrows(UnparsableLineException.class, () -> parse(line));
    }

    @Test
    void countsARepeatedMessageAsSoManyFailuresOfThatTime() throws Exception {
        List<SecurityEvent> events =
                parse(HEAD + "message repeated 3 times: [ Failed password for root from 192.0.2.1 port 22 ssh2]");
        assertEquals(
                List.of("000000000012.000001", "000000000012.000002", "000000000012.000003"),
                events.stream().map(event -> event.eventId().id()).toList());
        for (SecurityEvent event : events) {
            assertEquals("root", event.key());
            assertEquals(TIME.toEpochMilli(), event.timeMs());
            assertEquals(new Origin("auth.log", 12), event.origin());
        }
    }

    @Test
    void refusesARepetitionThatDoesNotSayOfWhat() throws Exception {
        parse(HEAD + "Failed password for alice from 192.0.2.1 port 22 ssh2");
        assertThrows(
                UnparsableLineException.class, () -> parse("Mar  7 13:06:57 host-1 last message repeated 2 times"));
    }

    @ParameterizedTest
    @CsvSource({
        "Mar 17 13:06:56, 2024-03-17T13:06:56Z",
        "Mar 07 13:06:56, 2024-03-07T13:06:56Z",
        "Feb 29 23:59:60, 2024-02-29T23:59:59Z",
        "2017-03-27T13:06:56.123456+02:00, 2017-03-27T11:06:56.123Z",
        "2017-03-27T13:06:56+0200, 2017-03-27T11:06:56Z",
        "2017-03-27T13:06:56-0330, 2017-03-27T16:36:56Z",
        "2017-03-27T13:06:56Z, 2017-03-27T13:06:56Z",
        "2017-03-27T13:06:56.5, 2017-03-27T13:06:56.500Z",
    })
    void readsTheTimestampsOfSyslogs(String stamp, Instant expected) throws Exception {
        assertEquals(
                expected,
                Instant.ofEpochMilli(only(stamp + " h sshd[1]: Failed password for a from 192.0.2.1 port 1 ssh2")
                        .timeMs()));
    }

    @Test
    void takesTheZoneThatIsGiven() throws Exception {
        LineParser berlin = parser(2024, ZoneId.of("Europe/Berlin"));
        String line = "Jul  1 02:00:00 h sshd[1]: Failed password for a from 192.0.2.1 port 1 ssh2";
        assertEquals(Instant.parse("2024-07-01T00:00:00Z"), time(berlin, line));
    }

    @Test
    void goesOnToTheNextYearWhereTheMonthsFallBack() throws Exception {
        LineParser rolling = parser(2023, ZoneOffset.UTC);
        assertEquals(Instant.parse("2023-12-31T23:59:59Z"), time(rolling, stamped("Dec 31 23:59:59")));
        assertEquals(Instant.parse("2024-01-01T00:00:00Z"), time(rolling, stamped("Jan  1 00:00:00")));
        assertEquals(Instant.parse("2023-12-31T23:59:58Z"), time(rolling, stamped("Dec 31 23:59:58")));
        assertEquals(Instant.parse("2024-01-01T00:00:01Z"), time(rolling, stamped("Jan  1 00:00:01")));
        assertEquals(Instant.parse("2024-02-29T00:00:00Z"), time(rolling, stamped("Feb 29 00:00:00")));
        assertEquals(Instant.parse("2024-01-31T00:00:00Z"), time(rolling, stamped("Jan 31 00:00:00")));
        assertEquals(Instant.parse("2024-08-01T00:00:00Z"), time(rolling, stamped("Aug  1 00:00:00")));
        assertEquals(Instant.parse("2025-02-01T00:00:00Z"), time(rolling, stamped("Feb  1 00:00:00")));
    }

    @ParameterizedTest
    @CsvSource({
        "Mar  1 00:00:00, 2026-03-01T00:00:00Z",
        "Mar 10 11:00:00, 2026-03-10T11:00:00Z",
        "Mar 12 00:00:00, 2025-03-12T00:00:00Z",
        "Dec 31 00:00:00, 2025-12-31T00:00:00Z",
        "Feb 29 00:00:00, 2024-02-29T00:00:00Z",
    })
    void withoutAYearTakesTheNewestThatIsNotInTheFuture(String stamp, Instant expected) throws Exception {
        assertEquals(expected, time(parser(null, ZoneOffset.UTC), stamped(stamp)));
    }

    @Test
    void readsTheProgramNamesOfNewerOpenSsh() throws Exception {
        for (String program : List.of("sshd-session[7]", "sshd-auth[7]", "sshd")) {
            assertEquals(
                    "a",
                    only("Mar  7 13:06:56 h " + program + ": Failed password for a from 192.0.2.1 port 1 ssh2")
                            .userId());
        }
    }

    @Test
    void writesBytesThatAreNotUtf8AsSshdWould() throws Exception {
        byte[] line = (HEAD + "Failed password for invalid user é from 192.0.2.1 port 1 ssh2")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("\\351", parser.parse(line, place()).get(0).key());
    }

    @Test
    void refusesNamesThatNoEventMayHave() {
        assertThrows(
                UnparsableLineException.class,
                () -> parse(HEAD + "Failed password for " + "a".repeat(2_000) + " from 192.0.2.1 port 1 ssh2"));
        assertThrows(
                UnparsableLineException.class,
                () -> parse(HEAD + "Failed password for a from " + "9".repeat(65) + " port 1 ssh2"));
    }

    @Test
    void showsALineWithoutItsControlCharacters() {
        assertEquals("a?[31mb?c", LogText.excerpt("a\u001b[31mb\u202ec".getBytes(StandardCharsets.UTF_8)));
        assertEquals(
                161,
                LogText.excerpt("x".repeat(5_000).getBytes(StandardCharsets.UTF_8))
                        .length());
    }

    private static String stamped(String stamp) {
        return stamp + " h sshd[1]: Failed password for a from 192.0.2.1 port 1 ssh2";
    }

    private static LineParser parser(@Nullable Integer year, ZoneId zone) {
        Clock clock = Clock.fixed(Instant.parse("2026-03-10T12:00:00Z"), ZoneOffset.UTC);
        return new SshdFormat().parser(new LogSettings("default", year, zone, clock));
    }

    private static Instant time(LineParser parser, String line) throws UnparsableLineException {
        return Instant.ofEpochMilli(parser.parse(line.getBytes(StandardCharsets.UTF_8), place())
                .get(0)
                .timeMs());
    }

    private static LinePlace place() {
        return new LinePlace("default", "import:x", "auth.log", 12);
    }

    private List<SecurityEvent> parse(String line) throws UnparsableLineException {
        return parser.parse(line.getBytes(StandardCharsets.UTF_8), place());
    }

    private LoginEvent only(String line) throws UnparsableLineException {
        List<SecurityEvent> events = parse(line);
        assertEquals(1, events.size());
        LoginEvent event = (LoginEvent) events.get(0);
        assertNull(event.userAgent());
        return event;
    }
}
