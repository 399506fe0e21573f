package io.tocsin.monitor.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.tocsin.monitor.web.WebAnswer;
import io.tocsin.monitor.web.WebRequest;
import io.tocsin.rules.containment.BlockState.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BlockListQueryTest {
    private final BlockedSources blocks = new BlockedSources();
    private long clockMs = 50;
    private long nanoTime = 1;
    private final BlockListQuery query =
            new BlockListQuery(blocks, () -> Instant.ofEpochMilli(clockMs), () -> nanoTime);

    private WebAnswer ask(Map<String, List<String>> parameters, Map<String, String> headers) {
        return query.apply(new WebRequest(false, "/v1/blocks", parameters, headers, "127.0.0.1"));
    }

    private WebAnswer ask(String format) {
        return ask(Map.of("format", List.of(format)), Map.of());
    }

    private void know() {
        Blocks.take(blocks, Blocks.blocked("192.0.2.1", 100, 1));
        Blocks.take(blocks, Blocks.blocked("2001:db8::1", 200, 1));
        Blocks.take(blocks, Blocks.state("shop", "198.51.100.0/24", Status.BLOCKED, 100, 1));
        blocks.freshness().readUpTo(nanoTime);
    }

    @Test
    void eachFormIsALineASource() {
        know();

        assertEquals("192.0.2.1\n2001:db8::/64\n", Blocks.body(ask(Map.of(), Map.of())));
        assertEquals("192.0.2.1\n2001:db8::/64\n", Blocks.body(ask("plain")));
        assertEquals("deny 192.0.2.1;\ndeny 2001:db8::/64;\n", Blocks.body(ask("nginx")));
        assertEquals("192.0.2.1 1;\n2001:db8::/64 1;\n", Blocks.body(ask("nginx-geo")));
        assertEquals("198.51.100.0/24\n", Blocks.body(ask(Map.of("tenant", List.of("shop")), Map.of())));
        assertEquals("", Blocks.body(ask(Map.of("tenant", List.of("nobody")), Map.of())));
    }

    @Test
    void aListThatIsKnownIsNotSentAgain() {
        know();
        WebAnswer first = ask("plain");
        String tag = first.headers().get("ETag");

        for (String known : List.of(tag, "W/" + tag, "\"x\", " + tag, "*")) {
            WebAnswer again = ask(Map.of(), Map.of("if-none-match", known));
            assertEquals(304, again.status(), known);
            assertEquals(tag, again.headers().get("ETag"));
            assertEquals("", Blocks.body(again));
        }
        assertEquals(200, ask(Map.of(), Map.of("if-none-match", "\"x\"")).status());
        assertNotEquals(tag, ask("nginx").headers().get("ETag"));
        clockMs = 100;
        WebAnswer later = ask(Map.of(), Map.of("if-none-match", tag));
        assertEquals(200, later.status());
        assertEquals("2001:db8::/64\n", Blocks.body(later));
    }

    @Test
    void veryManyAreMadeWhileTheyAreSent() {
        int many = 20_000;
        for (int i = 0; i < many; i++) {
            Blocks.take(blocks, Blocks.blocked("10.0." + i / 200 + "." + i % 200, 100, 1));
        }
        blocks.freshness().readUpTo(nanoTime);

        WebAnswer.Parts parts = (WebAnswer.Parts) ask("plain").body();

        int[] count = {0};
        int[] longest = {0};
        parts.parts().forEachRemaining(part -> {
            longest[0] = Math.max(longest[0], part.length);
            count[0]++;
        });
        assertEquals(true, count[0] > 10, () -> count[0] + " parts");
        assertEquals(true, longest[0] < 20_000, () -> longest[0] + " bytes");
    }

    @Test
    void whatIsTooOldIsNotTold() {
        assertEquals(503, ask("plain").status());
        know();
        nanoTime += TimeUnit.SECONDS.toNanos(2);
        assertEquals(200, ask("plain").status());
        nanoTime += TimeUnit.MILLISECONDS.toNanos(1);

        WebAnswer stale = ask("plain");

        assertEquals(503, stale.status());
        assertEquals("1", stale.headers().get("Retry-After"));
        assertEquals(
                "{\"error\":\"stale\",\"detail\":\"what is known is 2001 ms old; 2000 are allowed\"}",
                Blocks.body(stale));
    }

    @Test
    void aQuestionThatIsNotOneIsRefused() {
        know();

        assertEquals(400, ask("crowdsec").status());
        assertEquals(
                400, ask(Map.of("format", List.of("plain", "nginx")), Map.of()).status());
        assertEquals(400, ask(Map.of("tenant", List.of("a", "b")), Map.of()).status());
        assertEquals(400, ask(Map.of("tenants", List.of("a")), Map.of()).status());
    }
}
