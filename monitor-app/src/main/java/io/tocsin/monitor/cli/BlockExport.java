package io.tocsin.monitor.cli;

import io.tocsin.monitor.wire.JsonLine;
import io.tocsin.rules.containment.AlertCause;
import io.tocsin.rules.containment.BlockRequest;
import io.tocsin.rules.containment.BlockState;
import io.tocsin.rules.hash.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The forms in which blocked sources are handed to gateways and firewalls. */
enum BlockExport {
    /** One source a line. */
    PLAIN {
        @Override
        Stream<String> lines(List<BlockState> blocked, long nowMs) {
            return blocked.stream().map(state -> state.source().text());
        }
    },
    /** Directives of nginx's access module. */
    NGINX {
        @Override
        Stream<String> lines(List<BlockState> blocked, long nowMs) {
            return blocked.stream().map(state -> "deny " + state.source() + ";");
        }
    },
    /** What CrowdSec's local API answers to a bouncer that asks for the stream of decisions at its start. */
    CROWDSEC {
        @Override
        Stream<String> lines(List<BlockState> blocked, long nowMs) {
            List<JsonLine> decisions =
                    blocked.stream().map(state -> decision(state, nowMs)).toList();
            return Stream.of(new JsonLine()
                    .put("new", decisions)
                    .put("deleted", List.of())
                    .toString());
        }
    };

    /** JSON readers hold numbers of so many bits exactly. */
    private static final long EXACT_BITS = (1L << 53) - 1;

    /**
     * The form of this name.
     *
     * @throws CliException if there is none
     */
    static BlockExport of(String name) {
        for (BlockExport each : values()) {
            if (each.label().equals(name)) {
                return each;
            }
        }
        throw CliException.usage(
                "--format is '" + Terminal.printable(name) + "'; plain, nginx and crowdsec are allowed");
    }

    private String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The whole text, line by line. */
    abstract Stream<String> lines(List<BlockState> blocked, long nowMs);

    private static JsonLine decision(BlockState state, long nowMs) {
        String source = state.source().text();
        return new JsonLine()
                .put("id", id(state))
                .put("origin", "tocsin")
                .put("type", "ban")
                .put("scope", source.indexOf('/') < 0 ? "Ip" : "Range")
                .put("value", source)
                .put("duration", Math.max(1, (state.untilMs() - nowMs) / 1_000) + "s")
                .put("scenario", scenario(state));
    }

    /** The same for a block as long as it stands. */
    private static long id(BlockState state) {
        byte[] hash = Sha256.of((state.tenant() + ' ' + state.source()).getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(hash).getLong() & EXACT_BITS;
    }

    private static String scenario(BlockState state) {
        BlockRequest block = state.block();
        AlertCause alert = block == null ? null : block.alert();
        return "tocsin/" + (alert == null ? "operator" : alert.ruleName());
    }
}
