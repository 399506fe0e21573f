package io.tocsin.monitor.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tocsin.rules.event.ApiResponseEvent;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.EventType;
import io.tocsin.rules.event.KeyStatus;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.Origin;
import io.tocsin.rules.event.Permission;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.event.TlsVersion;
import io.tocsin.rules.event.WebhookEvent;
import io.tocsin.rules.event.WebhookEvent.Signature;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {
    private static final EventCodec CODEC = new EventCodec();
    private static final String HEAD =
            "\"version\":1,\"type\":\"login\",\"tenant\":\"default\",\"ce_source\":\"idp-1\",\"ce_id\":\"42\","
                    + "\"time\":\"2026-01-01T00:00:00.000Z\"";
    private static final String LOGIN = "{" + HEAD + ",\"userId\":\"alice\",\"success\":false}";
    private static final LoginEvent LOGIN_EVENT =
            new LoginEvent(new EventId("default", "idp-1", "42"), 1_767_225_600_000L, null, "alice", false, null, null);

    @Test
    void readsALogin() throws Exception {
        assertEquals(LOGIN_EVENT, decode(LOGIN));
    }

    @Test
    void writesTheDocumentedBytes() {
        assertEquals(LOGIN, new String(CODEC.encode(LOGIN_EVENT), StandardCharsets.UTF_8));
    }

    @Test
    void writesAsBeforeWhatSaysNothingOfKeysAndConnections() throws Exception {
        String id =
                "\"tenant\":\"default\",\"ce_source\":\"gw-1\",\"ce_id\":\"7\",\"time\":\"2026-01-01T00:00:00.000Z\"";
        String api = "{\"version\":1,\"type\":\"api-response\"," + id + ",\"clientId\":\"shop\",\"method\":\"GET\","
                + "\"endpoint\":\"/v1\",\"responseCode\":404,\"sourceIp\":\"192.0.2.1\",\"userAgent\":\"curl\"}";
        String webhook = "{\"version\":1,\"type\":\"webhook\"," + id + ",\"source\":\"psp\",\"signature\":\"valid\","
                + "\"replayed\":false,\"sourceListed\":true,\"sourceIp\":\"192.0.2.1\",\"endpoint\":\"/hook\","
                + "\"responseCode\":200}";
        assertArrayEquals(bytes(api), CODEC.encode(CODEC.decode(EventType.API_RESPONSE, bytes(api))));
        assertArrayEquals(bytes(webhook), CODEC.encode(CODEC.decode(EventType.WEBHOOK, bytes(webhook))));
    }

    @Test
    void readsAndWritesWhatIsKnownOfKeyAndConnection() throws Exception {
        String api = "{\"version\":1,\"type\":\"api-response\",\"tenant\":\"default\",\"ce_source\":\"gw-1\","
                + "\"ce_id\":\"7\",\"time\":\"2026-01-01T00:00:00.000Z\",\"clientId\":\"shop\",\"endpoint\":\"/v1\","
                + "\"responseCode\":401,\"keyId\":\"key-3\",\"keyStatus\":\"revoked\",\"permission\":\"admin\","
                + "\"tlsVersion\":\"TLSv1.1\"}";
        ApiResponseEvent event = (ApiResponseEvent) CODEC.decode(EventType.API_RESPONSE, bytes(api));
        assertEquals("key-3", event.keyId());
        assertEquals(KeyStatus.REVOKED, event.keyStatus());
        assertEquals(Permission.ADMIN, event.permission());
        assertEquals(TlsVersion.TLS_1_1, event.tlsVersion());
        assertArrayEquals(bytes(api), CODEC.encode(event));
    }

    @Test
    void refusesAKeyInPlaceOfItsId() {
        String key = "torque_live_" + "a".repeat(64);
        RejectedEventException refused = assertThrows(
                RejectedEventException.class,
                () -> CODEC.decode(
                        EventType.API_RESPONSE,
                        bytes("{\"version\":1,\"type\":\"api-response\",\"keyId\":\"" + key + "\"}")));
        assertEquals("field 'keyId' has 76 characters; 64 are allowed", refused.detail());
    }

    @Test
    void takesTimeAsEpochMillisecondsToo() throws Exception {
        assertEquals(LOGIN_EVENT, decode(LOGIN.replace("\"2026-01-01T00:00:00.000Z\"", "1767225600000")));
    }

    @Test
    void keepsNamesVerbatim() throws Exception {
        for (String name : List.of("", " ", "admin ", "a\\u0000\\u001fb", "\\ud83d\\ude00", "ä€𝄞", "\\\"")) {
            LoginEvent event = (LoginEvent) decode(LOGIN.replace("alice", name));
            String expected = name.replace("\\u0000", "\0")
                    .replace("\\u001f", "\u001f")
                    .replace("\\ud83d\\ude00", "😀")
                    .replace("\\\"", "\"");
            assertEquals(expected, event.userId());
            assertEquals(event, CODEC.decode(EventType.LOGIN, CODEC.encode(event)));
        }
    }

    @Test
    void readsWhatItWrote() throws Exception {
        for (long seed = 1; seed <= 300; seed++) {
            SecurityEvent event = anyEvent(new Random(seed));
            assertEquals(event, CODEC.decode(event.stream().type().orElseThrow(), CODEC.encode(event)), "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"version\":1",
                "nonsense",
                "{\"version\":01}",
                "{'version':1}",
                "{\"version\":1,}",
                "{\"userId\":\"a\nb\"}",
                "{}{}",
                "{} x",
                "\uFEFF{}",
                "{\"a\":NaN}",
                "// comment\n{}",
                "{\"unknown\":1,",
                "{\"a\":\"\\x\"}"
            })
    void callsMalformedWhatIsNotJson(String text) {
        assertRejected(RejectReason.MALFORMED, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void callsMalformedWhatIsNotUtf8() {
        assertRejected(RejectReason.MALFORMED, null);
        assertRejected(RejectReason.MALFORMED, LOGIN.getBytes(StandardCharsets.UTF_16BE));
        assertRejected(RejectReason.MALFORMED, LOGIN.getBytes(StandardCharsets.UTF_16LE));
        assertRejected(RejectReason.MALFORMED, LOGIN.replace("alice", "alicé").getBytes(StandardCharsets.ISO_8859_1));
        assertRejected(RejectReason.MALFORMED, withUserBytes(0xED, 0xA0, 0x80));
        assertRejected(RejectReason.MALFORMED, withUserBytes(0xC0, 0x80));
        assertRejected(RejectReason.MALFORMED, withUserBytes(0xF4, 0x90, 0x80, 0x80));
        assertRejected(RejectReason.MALFORMED, LOGIN.replace("alice", "\\ud800").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void callsMalformedWhatNestsTooDeeply() {
        String deep = "[".repeat(20_000) + "]".repeat(20_000);
        assertRejected(RejectReason.MALFORMED, deep.getBytes(StandardCharsets.UTF_8));
        String inside = LOGIN.replace("false", "[".repeat(EventCodec.MAX_NESTING) + "]".repeat(EventCodec.MAX_NESTING));
        assertRejected(RejectReason.MALFORMED, inside.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "3",
                "[]",
                "\"x\"",
                "{}",
                "{HEAD,\"userId\":\"a\"}",
                "{HEAD,\"userId\":null,\"success\":true}",
                "{HEAD,\"userId\":\"a\",\"success\":\"true\"}",
                "{HEAD,\"userId\":\"a\",\"success\":true,\"sourceIp\":null}",
                "{HEAD,\"userId\":\"a\",\"success\":true,\"success\":true}",
                "{HEAD,\"userId\":\"a\",\"success\":true,\"more\":{\"x\":[1,2]}}",
                "{HEAD,\"userId\":\"a\",\"success\":true,\"clientId\":\"x\"}",
                "{HEAD,\"userId\":[\"a\"],\"success\":true}",
                "{HEAD,\"userId\":\"a\",\"success\":true,\"origin\":{\"file\":\"f\",\"line\":0}}",
                "{HEAD,\"userId\":\"a\",\"success\":true,\"origin\":{\"file\":\"f\",\"line\":1,\"x\":2}}",
                "{HEAD,\"userId\":\"a\",\"success\":true,\"origin\":\"f:1\"}",
                "{HEAD,\"userId\":\"a\",\"success\":true,\"origin\":{\"file\":\"f\",\"line\":0,\"line\":5}}",
                "{HEAD,\"userId\":\"a\",\"success\":true,\"origin\":{\"file\":\"f\",\"file\":\"g\",\"line\":5}}",
            })
    void callsInvalidWhatIsNotAnEventOfItsTopic(String text) {
        assertRejected(RejectReason.INVALID, text.replace("HEAD", HEAD).getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "253402300800000",
                "12345678901234567890123",
                "1.5",
                "1e12",
                "\"1969-12-31T23:59:59.999Z\"",
                "\"9999-12-31T23:59:59-01:00\"",
                "\"2026-02-30T00:00:00Z\"",
                "\"2026-01-01 00:00:00Z\"",
                "\"2026-01-01T00:00:00\"",
                "\"2026-01-01T24:00:00Z\"",
                "\"tomorrow\"",
                "true"
            })
    void callsInvalidATimeOutOfRange(String time) {
        String text = LOGIN.replace("\"2026-01-01T00:00:00.000Z\"", time);
        assertRejected(RejectReason.INVALID, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void takesTheLastMillisecondOfTheYear9999() throws Exception {
        String text = LOGIN.replace("2026-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z");
        assertEquals(Rfc3339.MAX_TIME_MS, decode(text).timeMs());
    }

    @Test
    void callsInvalidAnEventOfAnotherTopic() {
        RejectedEventException refused = assertThrows(
                RejectedEventException.class,
                () -> CODEC.decode(EventType.WEBHOOK, LOGIN.getBytes(StandardCharsets.UTF_8)));
        assertEquals(RejectReason.INVALID, refused.reason());
        assertEquals("type is 'login'; 'webhook' is expected here", refused.detail());
    }

    @Test
    void callsInvalidTextThatIsTooLong() {
        assertRejected(RejectReason.INVALID, bytes(LOGIN.replace("alice", "a".repeat(EventCodec.MAX_NAME_CHARS + 1))));
        assertRejected(RejectReason.INVALID, bytes(LOGIN.replace("idp-1", "s".repeat(257))));
        assertRejected(RejectReason.INVALID, bytes(LOGIN.replace("idp-1", "")));
        assertDoesNotThrow(() -> decode(LOGIN.replace("alice", "a".repeat(EventCodec.MAX_NAME_CHARS))));
    }

    @Test
    void callsOversizedWhatIsLongerThan64KiBWhateverItIs() {
        assertRejected(RejectReason.OVERSIZED, new byte[EventCodec.MAX_VALUE_BYTES + 1]);
        assertRejected(RejectReason.MALFORMED, new byte[EventCodec.MAX_VALUE_BYTES]);
    }

    @Test
    void aMalformedEndOutweighsAnInvalidBeginning() {
        assertRejected(RejectReason.MALFORMED, bytes("{\"version\":7,\"unknown\":true,\"x"));
    }

    @Test
    void becomesInvalidFieldByField() throws Exception {
        String[] parts = LOGIN.substring(1, LOGIN.length() - 1).split(",");
        for (int without = 0; without < parts.length; without++) {
            List<String> left = new ArrayList<>(List.of(parts));
            left.remove(without);
            assertRejected(RejectReason.INVALID, bytes("{" + String.join(",", left) + "}"));
        }
        for (int length = 0; length < LOGIN.length(); length++) {
            assertRejected(RejectReason.MALFORMED, bytes(LOGIN.substring(0, length)));
        }
    }

    @Test
    void throwsNothingButItsOwnExceptionWhateverTheBytes() {
        for (long seed = 1; seed <= 20_000; seed++) {
            Random random = new Random(seed);
            byte[] value = mutated(random);
            EventType type = EventType.values()[random.nextInt(3)];
            try {
                SecurityEvent event = CODEC.decode(type, value);
                assertEquals(event, CODEC.decode(type, CODEC.encode(event)), "seed " + seed);
            } catch (RejectedEventException expected) {
                assertEquals(false, expected.detail().isEmpty(), "seed " + seed);
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void refusesToWriteWhatCouldNotBeRead() {
        EventId id = new EventId("default", "s", "1");
        for (LoginEvent event : List.of(
                new LoginEvent(id, -1, null, "a", true, null, null),
                new LoginEvent(id, Rfc3339.MAX_TIME_MS + 1, null, "a", true, null, null),
                new LoginEvent(id, 1, null, "\ud800", true, null, null),
                new LoginEvent(id, 1, null, "a".repeat(2_000), true, null, null),
                new LoginEvent(id, 1, new Origin("f".repeat(2_000), 1), "a", true, null, null))) {
            assertThrows(IllegalArgumentException.class, () -> CODEC.encode(event));
        }
    }

    @Test
    void putsCloudEventsHeadersOnTheRecord() {
        List<String> headers = new ArrayList<>();
        for (Header header : CODEC.headers(LOGIN_EVENT)) {
            headers.add(header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8));
        }
        assertEquals(
                List.of(
                        "ce_specversion=1.0",
                        "ce_id=42",
                        "ce_source=idp-1",
                        "ce_type=tocsin.login",
                        "ce_time=2026-01-01T00:00:00.000Z",
                        "content-type=application/json"),
                headers);
        assertArrayEquals(bytes("alice"), CODEC.key(LOGIN_EVENT));
    }

    @Test
    void readsPoorerLinesOfALog() throws Exception {
        Origin place = new Origin("x.ndjson", 7);
        EventId id = new EventId("t", "import:x", "000000000007");
        long timeMs = Rfc3339.parse("2017-03-27T13:08:09.000Z");

        assertEquals(
                new LoginEvent(id, timeMs, place, "ubuntu", true, "192.0.2.1", null),
                lenient("{\"line\": 6, \"time\": \"2017-03-27T13:08:09.000Z\", \"userId\": \"ubuntu\", "
                        + "\"success\": true, \"sourceIp\": \"192.0.2.1\", \"userAgent\": null, \"more\": [1]}"));
        assertEquals(
                new ApiResponseEvent(id, timeMs, place, "c", "GET", "/x", 404, null, null),
                lenient("{\"time\": \"2017-03-27T15:08:09+02:00\", \"clientId\": \"c\", \"method\": \"GET\", "
                        + "\"endpoint\": \"/x\", \"responseCode\": 404, \"errorCode\": null}"));
        assertEquals(
                new WebhookEvent(id, timeMs, place, "stripe", Signature.INVALID, false, true, null, null, null),
                lenient("{\"time\": 1490620089000, \"source\": \"stripe\", \"signature\": \"invalid\"}"));
        assertEquals(
                RejectReason.INVALID,
                refusedLenient("{\"time\": 1, \"userId\": \"a\"}").reason());
        assertEquals(
                RejectReason.INVALID,
                refusedLenient("{\"time\": 1, \"userId\": 7, \"success\":true}").reason());
        assertEquals(RejectReason.MALFORMED, refusedLenient("{\"time\": 1, ").reason());
        assertEquals(
                RejectReason.INVALID,
                refusedLenient("{\"type\": {\"login\":1}, \"time\":1}").reason());
    }

    @Test
    void neverTakesTheIdentityThatALineClaims() throws Exception {
        SecurityEvent event = lenient("{" + HEAD + ",\"userId\":\"alice\",\"success\":false,"
                + "\"origin\":{\"file\":\"other\",\"line\":1}}");
        assertEquals(new EventId("default", "import:x", "000000000007"), event.eventId());
        assertEquals(new Origin("x.ndjson", 7), event.origin());
    }

    @Test
    void takesALineWhateverTheFieldsHoldThatItNeverTakes() throws Exception {
        SecurityEvent event = lenient("{\"time\":1,\"userId\":\"alice\",\"success\":false,"
                + "\"origin\":\"web-1\",\"ce_id\":{\"a\":[7]},\"ce_source\":\"\",\"origin\":8}");

        assertEquals(new EventId("t", "import:x", "000000000007"), event.eventId());
        assertEquals(new Origin("x.ndjson", 7), event.origin());
    }

    private static SecurityEvent lenient(String line) throws RejectedEventException {
        return CODEC.decodeLenient(bytes(line), "t", "import:x", "000000000007", new Origin("x.ndjson", 7));
    }

    private static RejectedEventException refusedLenient(String line) {
        return assertThrows(RejectedEventException.class, () -> lenient(line));
    }

    private static SecurityEvent decode(String text) throws RejectedEventException {
        return CODEC.decode(EventType.LOGIN, bytes(text));
    }

    private static void assertRejected(RejectReason reason, byte[] value) {
        RejectedEventException refused =
                assertThrows(RejectedEventException.class, () -> CODEC.decode(EventType.LOGIN, value));
        assertEquals(reason, refused.reason(), refused.detail());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] withUserBytes(int... name) {
        int at = LOGIN.indexOf("alice");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(bytes(LOGIN.substring(0, at)));
        for (int b : name) {
            out.write(b);
        }
        out.writeBytes(bytes(LOGIN.substring(at + 5)));
        return out.toByteArray();
    }

    /** A valid event with a few bytes changed, cut, doubled or put in. */
    private static byte[] mutated(Random random) {
        byte[] value = CODEC.encode(anyEvent(random));
        for (int change = random.nextInt(4); change > 0 && value.length > 1; change--) {
            int at = random.nextInt(value.length);
            switch (random.nextInt(4)) {
                case 0 -> value[at] = (byte) random.nextInt(256);
                case 1 -> value = java.util.Arrays.copyOf(value, at);
                case 2 -> value[at] = (byte) "{}[]\",:0-tfn\\u".charAt(random.nextInt(14));
                default -> System.arraycopy(value, 0, value, at, value.length - at);
            }
        }
        return value;
    }

    private static SecurityEvent anyEvent(Random random) {
        EventId id = new EventId("t" + anyText(random, 9), "s" + anyText(random, 20), "i" + anyText(random, 20));
        long timeMs = (long) (random.nextDouble() * Rfc3339.MAX_TIME_MS);
        Origin origin = random.nextBoolean() ? null : new Origin(anyText(random, 20), 1 + random.nextInt(1_000_000));
        String ip = random.nextBoolean() ? null : anyText(random, 30);
        String agent = random.nextBoolean() ? null : anyText(random, 200);
        String endpoint = anyText(random, 100);
        int status = 100 + random.nextInt(500);
        return switch (EventType.values()[random.nextInt(3)]) {
            case LOGIN -> {
                String name = random.nextBoolean() ? null : anyText(random, 40);
                yield new LoginEvent(id, timeMs, origin, anyText(random, 40), name, random.nextBoolean(), ip, agent);
            }
            case API_RESPONSE ->
                new ApiResponseEvent(
                        id,
                        timeMs,
                        origin,
                        anyText(random, 40),
                        random.nextBoolean() ? null : "GET",
                        endpoint,
                        status,
                        ip,
                        agent,
                        random.nextBoolean() ? null : anyText(random, 60),
                        anyOf(random, KeyStatus.values()),
                        anyOf(random, Permission.values()),
                        anyOf(random, TlsVersion.values()));
            case WEBHOOK ->
                new WebhookEvent(
                        id,
                        timeMs,
                        origin,
                        anyText(random, 40),
                        Signature.values()[random.nextInt(3)],
                        random.nextBoolean(),
                        random.nextBoolean(),
                        ip,
                        random.nextBoolean() ? null : endpoint,
                        random.nextBoolean() ? null : (Integer) status,
                        anyOf(random, TlsVersion.values()));
        };
    }

    private static <T> @Nullable T anyOf(Random random, T[] values) {
        int at = random.nextInt(values.length + 1);
        return at == values.length ? null : values[at];
    }

    private static String anyText(Random random, int maxCodePoints) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(maxCodePoints + 1); left > 0; left--) {
            int codePoint = switch (random.nextInt(5)) {
                case 0 -> random.nextInt(0x20);
                case 1 -> 0x80 + random.nextInt(0xD000);
                case 2 -> 0x10000 + random.nextInt(0x100000);
                default -> 0x20 + random.nextInt(0x5F);
            };
            text.appendCodePoint(codePoint);
        }
        String result = text.toString();
        return result.length() > maxCodePoints
                ? result.substring(0, result.offsetByCodePoints(0, maxCodePoints / 2))
                : result;
    }
}
