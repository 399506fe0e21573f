package io.tocsin.rules.event;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IpAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost",
                "127.0.0.1",
                "127.255.255.254",
                "::1",
                "[::1]",
                "0:0:0:0:0:0:0:1",
                "::ffff:127.0.0.1",
                "::1%lo"
            })
    void someHostsCanOnlyBeThisMachine(String host) {
        assertTrue(IpAddress.isThisMachine(host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost.example.com",
                "localhost.",
                "127.0.0.1.example.com",
                "127.1",
                "0127.0.0.1",
                "2130706433",
                "128.0.0.1",
                "0.0.0.0",
                "::",
                "::2",
                "1::1",
                "[::1",
                "::1]",
                "::ffff:128.0.0.1",
                "127.0.0.1 ",
                "id.example.com"
            })
    void allOthersMayBeAnother(String host) {
        assertFalse(IpAddress.isThisMachine(host));
    }
}
