package io.tocsin.monitor.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tocsin.monitor.ingest.LogFormat.LineParser;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.Origin;
import io.tocsin.rules.event.SecurityEvent;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournaldFormatTest {
    private static final String HEAD = "{\"__CURSOR\":\"s=1\",\"_UID\":\"0\",\"SYSLOG_IDENTIFIER\":\"sshd\","
            + "\"__REALTIME_TIMESTAMP\":\"1700000000123456\",";
    private static final String FAILED = "Failed password for invalid user a b from 192.0.2.1 port 22 ssh2";

    private final LineParser parser = LogFormats.of("journald").parser(LogSettings.defaults(Clock.systemUTC()));

    @Test
    void readsWhatSshdSaid() throws Exception {
        LoginEvent expected = new LoginEvent(
                new EventId("default", "import:x", "000000000012"),
                1_700_000_000_123L,
                new Origin("journal.json", 12),
                "a b",
                false,
                "192.0.2.1",
                null);
        assertEquals(List.of(expected), parse(HEAD + "\"MESSAGE\":\"" + FAILED + "\"}"));
    }

    @Test
    void readsAMessageThatIsBytes() throws Exception {
        StringBuilder bytes = new StringBuilder();
        for (byte b : FAILED.replace("a b", "a\u00FF").getBytes(StandardCharsets.ISO_8859_1)) {
            bytes.append(bytes.isEmpty() ? "" : ",").append(b & 0xFF);
        }
        assertEquals(
                "a\\377", parse(HEAD + "\"MESSAGE\":[" + bytes + "]}").get(0).key());
    }

    @Test
    void readsRepeatedMessagesAndOtherNamesOfSshd() throws Exception {
        assertEquals(
                3,
                parse(HEAD + "\"MESSAGE\":\"message repeated 3 times: [ " + FAILED + "]\"}")
                        .size());
        assertEquals(
                1,
                parse(HEAD.replace("sshd", "sshd-session") + "\"MESSAGE\":\"" + FAILED + "\"}")
                        .size());
        assertEquals(
                1,
                parse(HEAD.replace("SYSLOG_IDENTIFIER", "_COMM") + "\"MESSAGE\":\"" + FAILED + "\"}")
                        .size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"SYSLOG_IDENTIFIER\":\"sudo\",\"MESSAGE\":\"" + FAILED + "\"}",
                "{\"_COMM\":\"sshd\",\"SYSLOG_IDENTIFIER\":\"x\",\"MESSAGE\":\"" + FAILED + "\"}",
                "{\"MESSAGE\":\"" + FAILED + "\"}",
                HEAD + "\"MESSAGE\":\"Server listening on 0.0.0.0 port 22.\"}",
            })
    void passesOverWhatIsNoVerdictOfSshd(String line) throws Exception {
        assertEquals(List.of(), parse(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "[]",
                HEAD + "\"MESSAGE\":null}",
                HEAD + "\"MESSAGE\":[\"a\",\"b\"]}",
                HEAD + "\"MESSAGE\":[1000]}",
                HEAD + "\"MESSAGE\":\"Failed password for alice\"}",
                "{\"SYSLOG_IDENTIFIER\":\"sshd\",\"MESSAGE\":\"" + FAILED + "\"}",
                "{\"SYSLOG_IDENTIFIER\":\"sshd\",\"__REALTIME_TIMESTAMP\":\"soon\",\"MESSAGE\":\"" + FAILED + "\"}",
                "{\"SYSLOG_IDENTIFIER\":\"sshd\",\"__REALTIME_TIMESTAMP\":\"-1\",\"MESSAGE\":\"" + FAILED + "\"}",
                "{\"SYSLOG_IDENTIFIER\":\"sshd\",\"__REALTIME_TIMESTAMP\":\"9223372036854775807\",\"MESSAGE\":\"x\"}",
            })
    void refusesWhatShouldHaveBeenOne(String line) {
        UnparsableLineException refused = assertThrows(UnparsableLineException.class, () -> parse(line));
        assertFalse(refused.reason().isEmpty());
    }

    private List<SecurityEvent> parse(String line) throws UnparsableLineException {
        return parser.parse(
                line.getBytes(StandardCharsets.UTF_8), new LinePlace("default", "import:x", "journal.json", 12));
    }
}
