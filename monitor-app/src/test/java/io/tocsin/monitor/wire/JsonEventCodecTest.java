package io.tocsin.monitor.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.JsonEvent;
import io.tocsin.rules.event.LogSource;
import io.tocsin.rules.event.Origin;
import io.tocsin.rules.hash.Sha256;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonEventCodecTest {
    private static final LogSource SYSMON = new LogSource("windows", "process_creation", null);
    private static final EventStream WINDOWS = new EventStream("windows", List.of(SYSMON), "Computer", List.of());
    private static final JsonEventCodec CODEC =
            new JsonEventCodec(new JsonStream(WINDOWS, JsonTime.in("time"), "RecordID"));
    private static final JsonEventCodec KEYLESS =
            new JsonEventCodec(new JsonStream(new EventStream("other", List.of(SYSMON), null, List.of()), null, null));
    private static final String EVENT =
            "{\"time\":1767225600,\"Computer\":\"ws1\",\"RecordID\":7,\"proc\":{\"cmd\":\"whoami\",\"args\":[1,null,2.5]}}";

    @Test
    void readsFieldsAndEnvelope() throws RejectedEventException {
        JsonEvent event = decode(EVENT, headers("ce_source", "dc-1", "ce_tenant", "acme", "ce_id", "not this"));
        assertEquals(new EventId("acme", "dc-1", "7"), event.eventId());
        assertEquals(1_767_225_600_000L, event.timeMs());
        assertEquals("ws1", event.key());
        assertEquals("whoami", event.field("proc.cmd"));
        assertEquals(List.of(1L, 2.5), event.field("proc.args"));
        assertNull(event.origin());
    }

    @Test
    void anEventThatSaysNoTimeHappensNow() throws RejectedEventException {
        EventId id = new EventId("acme", "somebody", "1");
        long nowMs = 1_767_225_600_123L;
        byte[] timeless = "{\"Computer\":\"ws1\"}".getBytes(UTF_8);
        JsonEvent event = CODEC.decodeNew(timeless, id, nowMs);
        assertEquals(id, event.eventId());
        assertEquals(nowMs, event.timeMs());
        assertEquals("2026-01-01T00:00:00.123Z", event.field("time"));
        assertEquals(
                1_767_225_600_000L,
                CODEC.decodeNew(EVENT.getBytes(UTF_8), id, nowMs).timeMs());

        JsonTime local = JsonTime.in("log.time", "dd MMM yyyy HH:mm:ss", ZoneId.of("Europe/Berlin"));
        JsonEvent patterned = new JsonEventCodec(new JsonStream(WINDOWS, local, null)).decodeNew(timeless, id, nowMs);
        assertEquals("01 Jan 2026 01:00:00", patterned.field("log.time"));
        assertEquals(1_767_225_600_000L, patterned.timeMs(), "what the pattern doesn't hold is cut");

        JsonEvent headed = KEYLESS.decodeNew("{\"a\":1}".getBytes(UTF_8), id, nowMs);
        assertEquals(
                nowMs,
                KEYLESS.decode(new EventCodec().encode(headed), new EventCodec().headers(headed))
                        .timeMs());
    }

    @Test
    void whatTheEnvelopeLeavesOutIsTheStreamsLabelAndTheHashOfTheBytes() throws RejectedEventException {
        String json = "{\"a\":1}";
        JsonEvent event = KEYLESS.decode(json.getBytes(UTF_8), headers("ce_time", "2026-01-01T00:00:00Z"));
        String hash = HexFormat.of().formatHex(Sha256.digest().digest(json.getBytes(UTF_8)));
        assertEquals(new EventId(EventId.DEFAULT_TENANT, "other", hash), event.eventId());
        assertEquals(1_767_225_600_000L, event.timeMs());
        assertNull(event.key());
        assertNull(new EventCodec().key(event));
        JsonEvent named =
                KEYLESS.decode(json.getBytes(UTF_8), headers("ce_time", "2026-01-01T00:00:00Z", "ce_id", "42"));
        assertEquals("42", named.eventId().id());
    }

    /** Whole numbers that a long can't hold stay what they are; what is larger still counts as a number, too. */
    @ParameterizedTest
    @CsvSource({
        "9223372036854775807, 9223372036854775807, Long",
        "9223372036854775808, 9223372036854775808, String",
        "-123456789012345678901234567890, -123456789012345678901234567890, String",
        "-0, 0, Long",
        "1e3, 1000.0, Double",
        "1e999, 1.7976931348623157E308, Double",
        "-1e999, -1.7976931348623157E308, Double",
        "10000000000000000000000000000000000000000, 1.0E40, Double",
        "2.50, 2.5, Double",
    })
    void numbersAreNeverOthers(String written, String read, String type) throws RejectedEventException {
        Object value = decode(with(written), headers()).field("x");
        assertEquals(read, String.valueOf(value));
        assertEquals(type, value == null ? "null" : value.getClass().getSimpleName());
    }

    @Test
    void writesWhatItReadsBack() throws RejectedEventException {
        EventCodec codec = new EventCodec();
        for (long seed = 1; seed <= 300; seed++) {
            Random random = new Random(seed);
            Map<String, @Nullable Object> root = new LinkedHashMap<>(Map.of("Computer", "ws", "RecordID", 5L));
            root.put("time", 1_767_225_600_000L);
            root.put("x", anyValue(random, 6));
            JsonEvent event = new JsonEvent(
                    new EventId("t", "s", "5"),
                    1_767_225_600_000L,
                    new Origin("a.json", 3),
                    WINDOWS,
                    new io.tocsin.rules.event.FieldTree(root));
            assertEquals(event, CODEC.decode(codec.encode(event), codec.headers(event)), "seed " + seed);
        }
    }

    private static @Nullable Object anyValue(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 7)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            case 2 -> random.nextBoolean();
            case 3 -> null;
            case 4 -> "é\u0000\"" + Long.toString(random.nextLong(), 36);
            case 5 -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(anyValue(random, depth - 1));
                }
                yield list;
            }
            default -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put("f." + random.nextInt(9), anyValue(random, depth - 1));
                }
                yield map;
            }
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "MALFORMED | the value is empty | ``",
                "MALFORMED | the JSON text ends too early | {\"a\":",
                "MALFORMED | not well-formed JSON | {a:1}",
                "MALFORMED | more follows the end of the JSON text | {} {}",
                "MALFORMED | a text has half of a surrogate pair, which is not text | {\"a\":\"\\ud800\"}",
                "INVALID | not a JSON object | [1]",
                "INVALID | field 'a' stands there twice | {\"a\":1,\"a\":1}",
                "INVALID | field 'b' stands there twice | {\"a\":{\"b\":1,\"b\":2}}",
                "INVALID | the event's time, field 'time', is missing | {\"Computer\":\"c\"}",
                "INVALID | the event's time, field 'time', isn't a time | {\"Computer\":\"c\",\"time\":true}",
                "INVALID | the event's key, field 'Computer', is missing or not one single value | {\"time\":1}",
                "INVALID | the event's key, field 'Computer', is missing or not one single value | {\"time\":1,\"Computer\":[\"a\"]}",
            })
    void refusesWithItsReason(RejectReason reason, String detail, String json) {
        refused(reason, detail, json, headers());
    }

    @Test
    void boundsDepthValuesAndBytes() {
        int deep = JsonTree.MAX_NESTING;
        refused(
                RejectReason.MALFORMED,
                "JSON nested deeper than 32",
                with("[".repeat(deep) + "]".repeat(deep)),
                headers());
        refused(
                RejectReason.INVALID,
                "the event has more than 4096 values",
                with("[" + "1,".repeat(JsonTree.MAX_VALUES) + "1]"),
                headers());
        refused(
                RejectReason.OVERSIZED,
                "the value has 65537 bytes; 65536 are allowed",
                "x".repeat(EventCodec.MAX_VALUE_BYTES + 1),
                headers());
        RejectedEventException tombstone =
                assertThrows(RejectedEventException.class, () -> CODEC.decode(null, headers()));
        assertEquals(RejectReason.MALFORMED, tombstone.reason());
    }

    @Test
    void refusesAnEnvelopeThatCannotBe() {
        String longest = "x".repeat(EventId.MAX_LENGTH + 1);
        refused(
                RejectReason.INVALID,
                "ce_source has 257 characters; 1 to 256 are allowed",
                EVENT,
                headers("ce_source", longest));
        refused(
                RejectReason.INVALID,
                "the header ce_originline isn't a line counted from 1",
                EVENT,
                headers("ce_originfile", "f", "ce_originline", "0"));
        Headers noText = new RecordHeaders().add("ce_source", new byte[] {(byte) 0xFF});
        refused(RejectReason.INVALID, "the header ce_source isn't UTF-8 text", EVENT, noText);
        RejectedEventException timeless =
                assertThrows(RejectedEventException.class, () -> KEYLESS.decode("{}".getBytes(UTF_8), headers()));
        assertEquals("the event has no time: the header ce_time is missing", timeless.detail());
    }

    /** Random bytes are either an event or refused with a sentence; nothing else is thrown. */
    @Test
    void survivesMutilatedEvents() {
        for (long seed = 1; seed <= 2_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = EVENT.getBytes(UTF_8);
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                CODEC.decode(bytes, headers());
            } catch (RejectedEventException e) {
                assertTrue(e.detail().length() > 5, "seed " + seed);
            }
        }
    }

    private static void refused(RejectReason reason, String detail, String json, Headers headers) {
        RejectedEventException refused = assertThrows(RejectedEventException.class, () -> decode(json, headers));
        assertEquals(detail, refused.detail());
        assertEquals(reason, refused.reason());
    }

    private static String with(String value) {
        return "{\"time\":1767225600,\"Computer\":\"c\",\"x\":" + value + "}";
    }

    private static JsonEvent decode(String json, Headers headers) throws RejectedEventException {
        return CODEC.decode(json.getBytes(UTF_8), headers);
    }

    private static Headers headers(String... namesAndValues) {
        Headers headers = new RecordHeaders();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1].getBytes(UTF_8));
        }
        return headers;
    }
}
