package io.tocsin.rules.containment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.match.IpNetwork;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "192.0.2.1/32, 192.0.2.1",
        "::ffff:192.0.2.1, 192.0.2.1",
        "203.0.113.0/24, 203.0.113.0/24",
        "10.1.0.0/16, 10.1.0.0/16",
        "2001:db8::1, 2001:db8::/64",
        "2001:0DB8:0:1:ffff::, 2001:db8:0:1::/64",
        "2001:db8:7::/48, 2001:db8:7::/48",
        "2001:db8::/32, 2001:db8::/32",
        "::1, ::/64"
    })
    void aSourceIsWrittenInOneWay(String written, String canonical) {
        assertEquals(canonical, Source.parse(written).text());
        assertEquals(Source.parse(written), Source.parse(canonical));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "evil.example", "192.0.2", "192.0.2.1/24", "10.0.0.0/8", "0.0.0.0/0", "::/0", "2001::/16"})
    void whatIsNoneOrTooLargeIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Source.parse(text));
    }

    @Test
    void aSourceIsWithinANetworkOrTouchesIt() throws Exception {
        List<IpNetwork> office = List.of(IpNetwork.parse("198.51.100.0/24"), IpNetwork.parse("2001:db8:1::/48"));
        assertTrue(Source.parse("198.51.100.7").isWithin(office));
        assertTrue(Source.parse("2001:db8:1:2::3").isWithin(office));
        assertFalse(Source.parse("198.51.101.7").isWithin(office));
        assertFalse(Source.parse("198.51.0.0/16").isWithin(office));
        assertTrue(Source.parse("198.51.0.0/16").touches(office));
        assertFalse(Source.parse("198.52.0.0/16").touches(office));
    }

    @Test
    void neighboursAreCountedTogether() {
        assertEquals(counted("192.0.2.1"), counted("192.0.2.255"));
        assertNotEquals(counted("192.0.2.1"), counted("192.0.3.1"));
        assertEquals(counted("2001:db8::1"), counted("2001:db8::2"));
        assertNotEquals(counted("2001:db8::1"), counted("2001:db8:0:1::1"));
    }

    private static long counted(String address) {
        return Source.parse(address).countedNetwork();
    }
}
