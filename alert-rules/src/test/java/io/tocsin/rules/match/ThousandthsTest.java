package io.tocsin.rules.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class ThousandthsTest {

    @Test
    void numbersAndTextsThatHoldOneAreTakenToTheThousandth() {
        assertEquals(5_000, Thousandths.of(5L));
        assertEquals(-1_500, Thousandths.of(-1.5));
        assertEquals(1_500, Thousandths.of("1.5"));
        assertEquals(100, Thousandths.of(0.1));
        assertEquals(2, Thousandths.of(0.0015));
        assertEquals(2, Thousandths.of(0.0025));
    }

    @Test
    void whatIsNoNumberHasNone() {
        for (Object value : List.of("", "many", "1e3", "0x10", true, List.of(1L), Double.NaN)) {
            assertNull(Thousandths.of(value), value.toString());
        }
        assertNull(Thousandths.of(null));
    }

    @Test
    void aNumberThatIsTooLargeCountsAsTheLargest() {
        for (Object value :
                List.of(Long.MAX_VALUE, 1e300, Double.POSITIVE_INFINITY, "9".repeat(40), 4_000_000_000_000_000L)) {
            assertEquals(Thousandths.MAX, Thousandths.of(value), value.toString());
        }
        assertEquals(-Thousandths.MAX, Thousandths.of(Long.MIN_VALUE));
        assertEquals(Thousandths.MAX - 1_000, Thousandths.of(3_999_999_999_999_999L));
    }

    @Test
    void ofRulesOnlyWhatIsExactIsTaken() {
        assertEquals(500, Thousandths.exactly("0.500"));
        assertEquals(500, Thousandths.exactly("0.5000"));
        assertNull(Thousandths.exactly("0.0001"));
        assertNull(Thousandths.exactly("4000000000000001"));
        assertNull(Thousandths.exactly("x"));
        assertEquals("0.5", Thousandths.toText(500));
        assertEquals("1000", Thousandths.toText(1_000_000));
    }
}
