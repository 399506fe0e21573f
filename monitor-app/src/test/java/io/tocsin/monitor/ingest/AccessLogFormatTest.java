package io.tocsin.monitor.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.ingest.LogFormat.LineParser;
import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.rules.event.ApiResponseEvent;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.EventType;
import io.tocsin.rules.event.Origin;
import io.tocsin.rules.event.SecurityEvent;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLogFormatTest {
    private static final String HEAD = "192.0.2.1 - - [25/Oct/2015:04:11:25 +0100] ";
    private static final String TAIL = " 404 24323 \"http://example.com/\" \"Mozilla/5.0 (X11)\"";
    private static final Instant TIME = Instant.parse("2015-10-25T03:11:25Z");

    private final LineParser combined = parser("combined");

    @Test
    void readsALine() throws Exception {
        ApiResponseEvent expected = new ApiResponseEvent(
                new EventId("default", "import:x", "000000000012"),
                TIME.toEpochMilli(),
                new Origin("access.log", 12),
                "192.0.2.1",
                "GET",
                "/a/b",
                404,
                "192.0.2.1",
                "Mozilla/5.0 (X11)");
        assertEquals(List.of(expected), parse(combined, HEAD + "\"GET /a/b?c=d HTTP/1.1\"" + TAIL));
    }

    @Test
    void readsTheHostBeforeALine() throws Exception {
        LineParser parser = parser("vhost_combined");
        String line = HEAD + "\"GET / HTTP/1.1\"" + TAIL;
        assertEquals(only(combined, line), only(parser, "www.example.com:443 " + line));
        assertEquals(only(combined, line), only(parser, "[2001:db8::1]:443 " + line));
        assertThrows(UnparsableLineException.class, () -> parse(parser, line));
        assertThrows(UnparsableLineException.class, () -> parse(parser, "www.example.com " + line));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "GET / HTTP/1.1|GET|/",
                "GET /?a=/b HTTP/1.1|GET|/",
                "GET /a?b?c HTTP/2.0|GET|/a",
                "GET /a|GET|/a",
                "GET /a b c HTTP/1.1|GET|/a b c",
                "GET /a HTTP/1.0 HTTP/1.1|GET|/a HTTP/1.0",
                "POST http://example.com:80/a?b HTTP/1.1|POST|/a",
                "GET http://example.com HTTP/1.1|GET|/",
                "GET /r?to=http://example.com/ HTTP/1.1|GET|/r",
                "GET /http://example.com/ HTTP/1.1|GET|/http://example.com/",
                "CONNECT example.com:443 HTTP/1.1|CONNECT|example.com:443",
                "OPTIONS * HTTP/1.1|OPTIONS|*",
                "M-SEARCH * HTTP/1.1|M-SEARCH|*",
                "-||-",
                "~~||~~",
                "GET||GET",
                "\\x16\\x03\\x01||~\u0016\u0003\u0001~",
                "GET /\\\"quoted\\\" HTTP/1.1|GET|/\"quoted\"",
                "GET /\\x22quoted\\x22 HTTP/1.1|GET|/\"quoted\"",
                "GET /back\\\\slash HTTP/1.1|GET|/back\\slash",
                "GET /back\\x5Cx41 HTTP/1.1|GET|/back\\x41",
                "GET /a\\nb\\tc HTTP/1.1|GET|~/a\nb\tc~",
                "GET /\\xc3\\xA4 HTTP/1.1|GET|/ä",
                "GET /ä HTTP/1.1|GET|/ä",
                "GET /\\xe4 HTTP/1.1|GET|/\\344",
                "GET /\\x4 HTTP/1.1|GET|/\\x4",
                "GET /\\xzz\\q HTTP/1.1|GET|/\\xzz\\q",
            })
    void readsWhatWasAsked(String request, @Nullable String method, String endpoint) throws Exception {
        ApiResponseEvent event = only(combined, HEAD + '"' + request + '"' + TAIL);
        assertEquals(method, event.method());
        assertEquals(endpoint, event.endpoint());
        assertEquals(404, event.responseCode());
        assertEquals("Mozilla/5.0 (X11)", event.userAgent());
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "2001:db8::1, 2001:db8::1",
        "::ffff:192.0.2.1, ::ffff:192.0.2.1",
        "fe80::1%eth0, fe80::1%eth0",
        "crawl.example.com,",
        "192.0.2.256,",
        "abc,",
        "unix:,",
    })
    void theClientIsTheAddressOrName(String client, @Nullable String address) throws Exception {
        ApiResponseEvent event =
                only(combined, client + " - - [25/Oct/2015:04:11:25 +0100] \"GET / HTTP/1.1\" 200 0 \"-\" \"-\"");
        assertEquals(client, event.clientId());
        assertEquals(address, event.sourceIp());
        assertNull(event.userAgent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "john",
                "john doe",
                "[01/Jan/2000:00:00:00 +0000]",
                "DOMAIN\\\\john",
                "DOMAIN\\x5Cjohn",
                "x [01/Jan/2000:00:00:00 +0000] \\\"GET /forged HTTP/1.1\\\" 200 1",
                "\\\\",
            })
    void aUserNameCantForgeALine(String user) throws Exception {
        String line = "192.0.2.1 ident " + user + " [25/Oct/2015:04:11:25 +0100] \"GET /true HTTP/1.1\"" + TAIL;
        ApiResponseEvent event = only(combined, line);
        assertEquals("192.0.2.1", event.clientId());
        assertEquals("/true", event.endpoint());
        assertEquals(TIME.toEpochMilli(), event.timeMs());
        assertEquals(404, event.responseCode());
    }

    @ParameterizedTest
    @CsvSource({
        "25/Oct/2015:04:11:25 +0000, 2015-10-25T04:11:25Z",
        "25/Oct/2015:04:11:25 -0930, 2015-10-25T13:41:25Z",
        "29/Feb/2016:23:59:60 +0000, 2016-02-29T23:59:59Z",
        "01/Jan/1970:01:00:00 +0100, 1970-01-01T00:00:00Z",
    })
    void readsTheTimeWithItsZone(String time, Instant expected) throws Exception {
        String line = "192.0.2.1 - - [" + time + "] \"GET / HTTP/1.1\"" + TAIL;
        assertEquals(expected.toEpochMilli(), only(combined, line).timeMs());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"GET / HTTP/1.1\" 200 -",
                "\"GET / HTTP/1.1\" 200",
                "\"GET / HTTP/1.1\" 200 12 \"-\" \"-\" 0.003 upstream \"x\"",
                "\"GET / HTTP/1.1\" 200 12 \"-\" \"cut off",
                "\"GET / HTTP/1.1\" 200 12 \"cut off",
                "\"GET / HTTP/1.1\" 200 12 0.003",
            })
    void doesWithoutWhatIsMissingOrFollowsAtTheEnd(String rest) throws Exception {
        ApiResponseEvent event = only(combined, HEAD + rest);
        assertEquals(200, event.responseCode());
        assertNull(event.userAgent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                " - - [25/Oct/2015:04:11:25 +0100] \"GET / HTTP/1.1\" 200 1",
                "192.0.2.1 - - [25/Oct/2015:04:11:25 +0100] GET / HTTP/1.1 200 1",
                "192.0.2.1 - - [25/Oct/2015:04:11:25 +0100] \"GET / HTTP/1.1",
                "192.0.2.1 - - [25/Oct/2015:04:11:25 +0100] \"GET / HTTP/1.1\"",
                "192.0.2.1 - - [25/Oct/2015:04:11:25 +0100] \"GET / HTTP/1.1\" -",
                "192.0.2.1 - - [25/Oct/2015:04:11:25 +0100] \"GET / HTTP/1.1\" 000 1",
                "192.0.2.1 - - [25/Oct/2015:04:11:25 +0100] \"GET / HTTP/1.1\" 600 1",
                "192.0.2.1 - - [25/Oct/2015:04:11:25 +0100] \"GET / HTTP/1.1\" 2000 1",
                "192.0.2.1 - - [25/Oct/2015:04:11:25 +0100] \"GET / HTTP/1.1\"200 1",
                "192.0.2.1 - - [31/Feb/2015:04:11:25 +0100] \"GET / HTTP/1.1\" 200 1",
                "192.0.2.1 - - [25/anF/2015:04:11:25 +0100] \"GET / HTTP/1.1\" 200 1",
                "192.0.2.1 - - [25/Okt/2015:04:11:25 +0100] \"GET / HTTP/1.1\" 200 1",
                "192.0.2.1 - - [25/Oct/2015:24:11:25 +0100] \"GET / HTTP/1.1\" 200 1",
                "192.0.2.1 - - [25/Oct/1969:04:11:25 +0100] \"GET / HTTP/1.1\" 200 1",
                "192.0.2.1 - - [25/Oct/2015:04:11:25] \"GET / HTTP/1.1\" 200 1",
                "[25/Oct/2015:04:11:25 +0100] \"GET / HTTP/1.1\" 200 1",
            })
    void refusesWhatIsNoRequest(String line) {
        assertThrows(UnparsableLineException.class, () -> parse(combined, line));
    }

    @Test
    void passesOverBlankLines() throws Exception {
        assertEquals(List.of(), parse(combined, ""));
        assertEquals(List.of(), parse(combined, "  "));
    }

    @Test
    void aClientCantHideItsRequestByItsLength() throws Exception {
        EventCodec codec = new EventCodec();
        String path = "/" + "\\x01".repeat(20_000);
        ApiResponseEvent event = only(combined, HEAD + "\"GET " + path + "\\xf0\\x9f\\x98\\x80 HTTP/1.1\"" + TAIL);
        assertEquals(EventCodec.MAX_TEXT_CHARS, event.endpoint().length());
        ApiResponseEvent emoji = only(combined, HEAD + "\"GET " + "😀".repeat(9_000) + " HTTP/1.1\"" + TAIL);
        assertEquals(emoji, codec.decode(EventType.API_RESPONSE, codec.encode(emoji)));

        String log = HEAD + "\"GET / HTTP/1.1\" 404 1 \"" + "x".repeat(100_000) + "\" \"y\"\n";
        LogReader reader = new LogReader(
                LogFile.of("x", new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8)), Framing.LINES),
                LogFormats.of("combined"),
                LogSettings.defaults(Clock.systemUTC()),
                "import:x");
        List<SecurityEvent> events = reader.nextEvents();
        assertTrue(events != null && events.size() == 1);
        assertEquals(0, reader.counts().unparsableLines());
    }

    @Test
    void noBytesBreakTheParserAndEveryEventCanBeSent() {
        EventCodec codec = new EventCodec();
        byte[] line = (HEAD + "\"GET /a\\x22b HTTP/1.1\"" + TAIL).getBytes(StandardCharsets.UTF_8);
        int read = 0;
        for (long seed = 1; seed <= 5_000; seed++) {
            Random random = new Random(seed);
            byte[] broken = line.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            }
            try {
                for (SecurityEvent event : combined.parse(broken, place())) {
                    codec.encode(event);
                    read++;
                }
            } catch (UnparsableLineException e) {
                assertFalse(e.reason().isEmpty());
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertTrue(read > 1_000);
    }

    private static LineParser parser(String format) {
        return LogFormats.of(format).parser(LogSettings.defaults(Clock.systemUTC()));
    }

    private static List<SecurityEvent> parse(LineParser parser, String line) throws UnparsableLineException {
        return parser.parse(line.getBytes(StandardCharsets.UTF_8), place());
    }

    private static ApiResponseEvent only(LineParser parser, String line) throws UnparsableLineException {
        List<SecurityEvent> events = parse(parser, line);
        assertEquals(1, events.size());
        return (ApiResponseEvent) events.get(0);
    }

    private static LinePlace place() {
        return new LinePlace("default", "import:x", "access.log", 12);
    }
}
