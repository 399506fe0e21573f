package io.tocsin.monitor.wire;

import io.tocsin.rules.hash.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Blocks as CrowdSec's local API tells a bouncer of its decisions: an object of two lists, {@code new} and {@code deleted};
 * see {@code docs/schemas/decisions.schema.json}. Made piece by piece, as there may be very many.
 */
public final class DecisionCodec {
    /** What stands before the first new decision. */
    public static final String OPEN = "{\"new\":[";

    /** What stands between two decisions of a list. */
    public static final String COMMA = ",";

    /** What stands between the lists. */
    public static final String DELETED = "],\"deleted\":[";

    /** What stands after the last deleted decision. */
    public static final String CLOSE = "]}";

    /** Who decided. */
    public static final String ORIGIN = "tocsin";

    /** JSON readers hold numbers of so many bits exactly. */
    private static final long EXACT_BITS = (1L << 53) - 1;

    private static final long SECOND_MS = 1_000;

    private DecisionCodec() {}

    /** The scope in which CrowdSec counts a source. */
    public static String scope(BlockedSource block) {
        return block.source().text().indexOf('/') < 0 ? "Ip" : "Range";
    }

    /** A block that stands: what is left of its time is a second at least. */
    public static String standing(BlockedSource block, long nowMs) {
        return decision(block, Math.max(1, (block.untilMs() - nowMs) / SECOND_MS));
    }

    /** A block that ended: nothing is left of its time. */
    public static String ended(BlockedSource block, long nowMs) {
        return decision(block, Math.min(0, (block.untilMs() - nowMs) / SECOND_MS));
    }

    private static String decision(BlockedSource block, long seconds) {
        return new JsonLine()
                .put("id", id(block))
                .put("origin", ORIGIN)
                .put("type", "ban")
                .put("scope", scope(block))
                .put("value", block.source().text())
                .put("duration", seconds + "s")
                .put("scenario", block.scenario())
                .toString();
    }

    /** The same for a source whenever it is blocked. */
    private static long id(BlockedSource block) {
        byte[] hash = Sha256.of((block.tenant() + ' ' + block.source()).getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(hash).getLong() & EXACT_BITS;
    }
}
