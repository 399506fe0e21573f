package io.tocsin.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tocsin.rules.event.ApiResponseEvent;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.WebhookEvent;
import io.tocsin.rules.match.IpNetwork;
import io.tocsin.rules.match.IpNetworks;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private static final EventId ID = new EventId("default", "idp", "1");
    private final TrustedProxies proxies = trusted("10.0.0.0/8", "192.0.2.10", "2001:db8:5::5");

    private static TrustedProxies trusted(String... networks) {
        return new TrustedProxies(new IpNetworks(
                Stream.of(networks).map(TrustedProxiesTest::network).toList()));
    }

    private static IpNetwork network(String text) {
        try {
            return IpNetwork.parse(text);
        } catch (IpNetwork.InvalidNetworkException e) {
            throw new AssertionError(e);
        }
    }

    /** What a client sends itself stands on the left, and is never reached. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7|203.0.113.7",
                "198.51.100.1, 203.0.113.7|203.0.113.7",
                "127.0.0.1,10.1.1.1,203.0.113.7, 10.2.2.2 ,192.0.2.10|203.0.113.7",
                "unknown, 203.0.113.7|203.0.113.7",
                "203.0.113.7:4711|203.0.113.7",
                "[2001:db8::7]:4711, 10.0.0.1:80|2001:db8::7",
                "[2001:db8::7]|2001:db8::7",
                "2001:db8::7, 2001:db8:5::5|2001:db8::7",
            })
    void theSourceIsTheLastOfTheChainThatIsNoProxy(String chain, String source) {
        assertEquals(source, proxies.source("10.0.0.9", chain));
        assertEquals(source, proxies.source("::ffff:10.0.0.9", chain));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "10.0.0.1",
                "10.0.0.1, 10.0.0.2",
                "203.0.113.7, unknown",
                "203.0.113.7, _hidden",
                "203.0.113.7,",
                "203.0.113.7 198.51.100.1",
                "203.0.113.7:port",
                "[203.0.113.7",
                "203.0.113.007",
                "fe80::1%eth0",
                "203.0.113.7, <script>",
            })
    void aChainThatTellsNobodyLeavesTheSourceUnknown(String chain) {
        assertNull(proxies.source("10.0.0.9", chain));
    }

    @Test
    void aProxyIsNobodysSource() {
        assertNull(proxies.source("10.0.0.9", null));
    }

    @Test
    void whoIsNoProxyIsTheSourceWhateverItClaims() {
        assertEquals("203.0.113.9", proxies.source("203.0.113.9", "198.51.100.1"));
        assertEquals("a host", proxies.source("a host", "198.51.100.1"));
        assertNull(proxies.source(null, "198.51.100.1"));
    }

    @Test
    void allOfOurEventsAreSeenFromTheirSource() {
        IngestSettings ingest = new IngestSettings(false, proxies);
        LoginEvent login = new LoginEvent(ID, 1, null, "ann", null, false, "10.0.0.9", "203.0.113.7", "curl");
        ApiResponseEvent api = new ApiResponseEvent(
                ID, 1, null, "shop", "GET", "/", 404, "10.0.0.9", "203.0.113.7", "curl", null, null, null, null);
        WebhookEvent webhook = new WebhookEvent(
                ID,
                1,
                null,
                "psp",
                WebhookEvent.Signature.INVALID,
                true,
                false,
                "10.0.0.9",
                "203.0.113.7",
                "/hook",
                200,
                null);

        assertEquals(login.from("203.0.113.7"), ingest.taken(login));
        assertEquals(api.from("203.0.113.7"), ingest.taken(api));
        assertEquals(webhook.from("203.0.113.7"), ingest.taken(webhook));
        assertEquals("203.0.113.0/24", ingest.taken(webhook).field("sourceNetwork"));
        assertEquals("203.0.113.7", ingest.taken(api).field("forwardedFor"));
        assertNull(ingest.taken(login.from("10.0.0.9")).from(null).sourceAddress());
        assertSame(login, IngestSettings.AS_SENT.taken(login));
    }

    @Test
    void asSourcesAreToldApartBy64BitsAProxyOfIpv6IsAllowedWithItsNetwork() {
        assertEquals(
                List.of("10.0.0.0/8", "192.0.2.10", "2001:db8:5::/64"),
                proxies.allowed().stream().map(IpNetwork::text).toList());
    }
}
