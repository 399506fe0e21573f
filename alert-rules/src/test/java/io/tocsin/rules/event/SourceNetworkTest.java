package io.tocsin.rules.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceNetworkTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.0/24",
        "0.0.0.0, 0.0.0.0/24",
        "255.255.255.255, 255.255.255.0/24",
        "2001:db8:0:1::7, 2001:db8:0:1::/64",
        "2001:DB8:0:1:ffff:ffff:ffff:ffff, 2001:db8:0:1::/64",
        "2001:db8::1, 2001:db8::/64",
        "::1, ::/64",
        "::, ::/64",
        "fe80::1%eth0, fe80::/64",
        "::ffff:192.0.2.9, 192.0.2.0/24",
        "::FFFF:c000:0209, 192.0.2.0/24",
        "64:ff9b::192.0.2.9, 64:ff9b::/64",
        "1:2:3:4:5:6:7::, 1:2:3:4::/64",
        "1:2:3:4:5:6:192.0.2.9, 1:2:3:4::/64",
        "0:0:3:4:5:6:7:8, 0:0:3:4::/64",
    })
    void isTheHalfThatAnAttackerCannotChoose(String address, String network) {
        assertEquals(network, SourceNetwork.of(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "gateway.example",
                "192.0.2",
                "192.0.2.256",
                "010.1.2.3",
                "192.0.2.00",
                "::ffff:010.1.2.3",
                "192.0.2.1.5",
                "192.0.2.1 ",
                "1921.0.2.1",
                "١٩٢.0.2.1",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "12345::",
                "g::1",
                "1:",
                "::1:",
                ":1::",
                "::192.0.2",
                "192.0.2.1::1",
                "1:2:3:4:5:6:7:192.0.2.1",
            })
    void whatIsNoAddressHasNone(String text) {
        assertNull(SourceNetwork.of(text));
    }

    @Test
    void nothingHasNone() {
        assertNull(SourceNetwork.of(null));
    }

    @Test
    void agreesWithTheLibraryOnAnyAddress() throws UnknownHostException {
        for (long seed = 1; seed <= 2_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[16];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : 0);
            }
            bytes[0] = 0x20;
            String network = SourceNetwork.of(InetAddress.getByAddress(bytes).getHostAddress());
            Arrays.fill(bytes, 8, 16, (byte) 0);
            InetAddress read = InetAddress.getByName(String.valueOf(network).replace("/64", ""));
            assertEquals(InetAddress.getByAddress(bytes), read, "seed " + seed);
        }
    }
}
