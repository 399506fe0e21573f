package io.tocsin.monitor.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTimeTest {
    private static final long T = 1_767_225_600_123L;

    @Test
    void aNumbersSizeTellsItsUnit() {
        assertEquals(T, parse(1_767_225_600.123));
        assertEquals(T, parse(T));
        assertEquals(T, parse(T * 1_000 + 999));
        assertEquals(T, parse(T * 1_000_000 + 999_999));
        assertEquals(T, parse("1767225600.123"));
        assertEquals(T, parse(Long.toString(T)));
        assertEquals(1_000, parse(1L));
    }

    @Test
    void textIsRfc3339() {
        assertEquals(T, parse("2026-01-01T02:00:00.123+02:00"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yyyy-MM-dd HH:mm:ss.SSS | UTC | 2026-01-01 00:00:00.123",
                "yyyy-MM-dd HH:mm:ss.SSS | Europe/Berlin | 2026-01-01 01:00:00.123",
                "dd/MMM/yyyy:HH:mm:ss.SSS Z | Europe/Berlin | 31/Dec/2025:22:00:00.123 -0200",
            })
    void aPatternReadsWhatElseThereIs(String pattern, String zone, String text) {
        assertEquals(T, JsonTime.in("t", pattern, ZoneId.of(zone)).parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-01-01 00:00:00", "-5", "1.2.3", "99999999999999999999999999999999"})
    void whatIsNoTimeIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> parse(text));
    }

    @Test
    void noTimeIsOutsideOf1970To9999() {
        assertThrows(IllegalArgumentException.class, () -> parse(-1L));
        assertThrows(IllegalArgumentException.class, () -> parse("1969-12-31T23:59:59Z"));
        assertThrows(IllegalArgumentException.class, () -> parse(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> parse(true));
        assertThrows(IllegalArgumentException.class, () -> parse(null));
        assertThrows(
                IllegalArgumentException.class,
                () -> JsonTime.in("t", "yyyy-MM-dd HH:mm", ZoneId.of("UTC")).parse(5L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HH:mm:ss", "yyyy-MM-dd", "nonsense", "yyyy-MM-dd HH:mm {"})
    void aPatternThatTellsNoTimeIsRefused(String pattern) {
        assertThrows(IllegalArgumentException.class, () -> JsonTime.in("t", pattern, ZoneId.of("UTC")));
    }

    private static long parse(Object value) {
        return JsonTime.in("t").parse(value);
    }
}
