package io.tocsin.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tocsin.monitor.wire.BlockedSource;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AlertCause;
import io.tocsin.rules.containment.BlockRequest;
import io.tocsin.rules.containment.BlockState;
import io.tocsin.rules.containment.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BlockExportTest {
    private static final long NOW_MS = 1_700_000_000_000L;
    private static final List<BlockedSource> BLOCKED = List.of(
            block("192.0.2.1", new AlertCause("uid", "id", "failed_logins", 0, Severity.HIGH, false)),
            block("2001:db8::1", null));

    private static BlockedSource block(String source, @Nullable AlertCause alert) {
        BlockRequest request = new BlockRequest(
                "r1",
                "default",
                Source.parse(source),
                BlockRequest.Action.BLOCK,
                "why",
                alert == null ? "operator:eve" : "rule:failed_logins",
                alert,
                0);
        return BlockedSource.of(new BlockState(
                BlockState.Status.BLOCKED, BlockState.Code.GRANTED, request, request, NOW_MS + 90_500, NOW_MS));
    }

    private static String export(String format) {
        return String.join("\n", BlockExport.of(format).lines(BLOCKED, NOW_MS).toList());
    }

    @Test
    void aPlainListIsOneSourceALine() {
        assertEquals("192.0.2.1\n2001:db8::/64", export("plain"));
    }

    @Test
    void nginxReadsDirectives() {
        assertEquals("deny 192.0.2.1;\ndeny 2001:db8::/64;", export("nginx"));
        assertEquals("192.0.2.1 1;\n2001:db8::/64 1;", export("nginx-geo"));
    }

    @Test
    void bouncersReadAStreamOfDecisions() {
        assertEquals(
                "{\"new\":[{\"id\":ID,\"origin\":\"tocsin\",\"type\":\"ban\",\"scope\":\"Ip\","
                        + "\"value\":\"192.0.2.1\",\"duration\":\"90s\",\"scenario\":\"tocsin/failed_logins\"},"
                        + "{\"id\":ID,\"origin\":\"tocsin\",\"type\":\"ban\",\"scope\":\"Range\","
                        + "\"value\":\"2001:db8::/64\",\"duration\":\"90s\",\"scenario\":\"tocsin/operator\"}],"
                        + "\"deleted\":[]}",
                export("crowdsec").replaceAll("\"id\":[0-9]+", "\"id\":ID"));
        assertEquals(export("crowdsec"), export("crowdsec"));
    }

    @Test
    void anotherFormIsRefused() {
        assertThrows(CliException.class, () -> BlockExport.of("iptables"));
    }
}
