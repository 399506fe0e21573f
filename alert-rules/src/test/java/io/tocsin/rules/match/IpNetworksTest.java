package io.tocsin.rules.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tocsin.rules.event.IpAddress;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpNetworksTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, ::ffff:192.0.2.1",
        "192.0.2.1, ::FFFF:c000:201",
        "2001:db8::1, 2001:0DB8:0:0:0:0:0:1",
        "::, 0:0:0:0:0:0:0:0",
        "1::, 1:0:0:0:0:0:0:0",
        "fe80::1, fe80::1%eth0",
        "64:ff9b::c000:201, 64:ff9b::192.0.2.1"
    })
    void oneAddressMayBeWrittenInManyWays(String one, String other) {
        assertNotNull(IpAddress.parse(one));
        assertEquals(IpAddress.parse(one), IpAddress.parse(other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.4 ",
                " 1.2.3.4",
                "1.2.3.-4",
                "1..2.3",
                "1.2.3.4/8",
                "a.b.c.d",
                "::1::",
                ":",
                ":::",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "12345::",
                "g::",
                "1:2:3:4:5:6:7:1.2.3.4",
                "1.2.3.4::",
                "::1.2.3",
                "1:2:3:4:5:6:7::8",
                "%eth0",
                "٣.2.3.4"
            })
    void whatIsNoAddressIsNone(String text) {
        assertNull(IpAddress.parse(text));
    }

    /** Against the platform's own reading of addresses, and bits compared one by one. */
    @Test
    void addressesAreFoundInTheirNetworks() throws Exception {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<IpNetwork> networks = new ArrayList<>();
            List<byte[]> firsts = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                byte[] first = address(random);
                int prefix = random.nextInt(first.length * 8 + 1);
                for (int bit = prefix; bit < first.length * 8; bit++) {
                    first[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
                }
                networks.add(IpNetwork.parse(text(first) + "/" + prefix));
                firsts.add(first);
            }
            IpNetworks together = new IpNetworks(networks);
            for (int i = 0; i < 50; i++) {
                byte[] address = address(random);
                boolean expected = false;
                for (int j = 0; j < firsts.size(); j++) {
                    expected |= holds(firsts.get(j), networks.get(j), address);
                }
                assertEquals(expected, together.hold(text(address)), "seed " + seed + ": " + text(address));
            }
        }
    }

    /** Of few bits, so that they often are in one network. */
    private static byte[] address(Random random) {
        byte[] address = new byte[random.nextBoolean() ? 4 : 16];
        for (int i = random.nextInt(4); i >= 0; i--) {
            int bit = random.nextInt(address.length * 8);
            address[bit / 8] |= (byte) (0x80 >> (bit % 8));
        }
        return address;
    }

    private static String text(byte[] address) throws UnknownHostException {
        return InetAddress.getByAddress(address).getHostAddress();
    }

    private static boolean holds(byte[] first, IpNetwork network, byte[] address) {
        int behind = first.length * 8 - Integer.parseInt(network.text().split("/")[1]);
        return first.length == address.length
                && new BigInteger(1, first).shiftRight(behind).equals(new BigInteger(1, address).shiftRight(behind));
    }
}
