package io.tocsin.monitor.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.wire.TickCodec.Tick;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class TickCodecTest {

    @Test
    void readsWhatItWrote() throws Exception {
        assertEquals(new Tick(null, null, false), TickCodec.decode(TickCodec.tick()));
        assertEquals(new Tick("import:a", 7L, false), TickCodec.decode(TickCodec.open("import:a", 7)));
        assertEquals(new Tick("import:a", null, true), TickCodec.decode(TickCodec.close("import:a")));
    }

    @Test
    void writesTheDocumentedBytes() {
        assertEquals("{\"version\":1,\"type\":\"tick\"}", text(TickCodec.tick()));
        assertEquals(
                "{\"version\":1,\"type\":\"tick\",\"source\":\"import:a\",\"open\":7}",
                text(TickCodec.open("import:a", 7)));
        assertEquals(
                "{\"version\":1,\"type\":\"tick\",\"source\":\"import:a\",\"close\":true}",
                text(TickCodec.close("import:a")));
    }

    @Test
    void isKnownByItsHeaderAlone() {
        assertTrue(TickCodec.isTick(TickCodec.headers()));
        assertFalse(TickCodec.isTick(new RecordHeaders()));
        assertFalse(TickCodec.isTick(new RecordHeaders().add("ce_type", bytes("tocsin.login"))));
        assertFalse(TickCodec.isTick(new RecordHeaders().add("ce_type", null)));
    }

    @Test
    void refusesWhatIsNoTick() {
        for (String value : List.of(
                "",
                "{}",
                "[]",
                "{\"version\":1}",
                "{\"version\":2,\"type\":\"tick\"}",
                "{\"version\":1,\"type\":\"tick\",\"source\":\"a\"}",
                "{\"version\":1,\"type\":\"tick\",\"open\":1}",
                "{\"version\":1,\"type\":\"tick\",\"source\":\"a\",\"open\":1,\"close\":true}",
                "{\"version\":1,\"type\":\"tick\",\"source\":\"a\",\"open\":-1}",
                "{\"version\":1,\"type\":\"tick\",\"source\":\"a\",\"open\":99999999999999999999}",
                "{\"version\":1,\"type\":\"tick\",\"source\":\"\\ud800\",\"open\":1}",
                "{\"version\":1,\"type\":\"tick\",\"x\":1}",
                "{\"version\":1,\"type\":\"tick\"} x",
                "{\"version\":1,\"type\":\"ti")) {
            assertThrows(MalformedRecordException.class, () -> TickCodec.decode(bytes(value)), value);
        }
        assertThrows(MalformedRecordException.class, () -> TickCodec.decode(null));
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
