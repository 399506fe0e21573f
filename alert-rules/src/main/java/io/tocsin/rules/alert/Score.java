package io.tocsin.rules.alert;

/**
 * The severity score of an alert with every term it is made of: {@code min(100, B + V + D + A + K)}.
 *
 * @param base B: what kind of rule it is, 0 to 100
 * @param volume V: how far the count is above the threshold, 0 to 20
 * @param distinct D: how many accounts, sources or endpoints are involved, 0 to 15
 * @param asset A: how critical the asset is, from configuration: 0, 5, 10 or 15
 * @param takeover K: success after failures, 0 to 35
 */
public record Score(int base, int volume, int distinct, int asset, int takeover) {

    /** Beyond this many distinct values D no longer grows, so no more need to be remembered. */
    public static final int DISTINCT_LIMIT = 8;

    private static final int TAKEOVER = 35;
    private static final int TAKEOVER_FROM_FAMILIAR = 10;

    /** What is known of a success after failures. */
    public enum Takeover {
        /** The rule isn't about any. */
        NONE,
        /** From where the owner is known to sign in from. */
        FAMILIAR,
        /** From anywhere else. */
        UNFAMILIAR
    }

    public Score {
        requireRange("base", base, 100);
        requireRange("volume", volume, 20);
        requireRange("distinct", distinct, 15);
        requireRange("asset", asset, 15);
        requireRange("takeover", takeover, 35);
    }

    private static void requireRange(String term, int value, int max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(
                    "score term " + term + " is " + value + "; 0 to " + max + " are allowed");
        }
    }

    /**
     * The score of an episode.
     *
     * @param count events of the episode
     * @param leastEvents the fewest that the rule fires at
     * @param distinctValues distinct accounts, sources or endpoints seen, counted up to {@link #DISTINCT_LIMIT}
     * @param takeover whether somebody has got in, and from where; after twice as many events as the rule needs that is
     *     no comfort
     */
    public static Score of(int base, long count, long leastEvents, int distinctValues, int asset, Takeover takeover) {
        int volume = Math.min(20, 5 * floorLog2(count / Math.max(1, leastEvents)));
        int distinct = Math.min(15, 5 * floorLog2(distinctValues));
        return new Score(
                base, volume, distinct, asset, takeover(takeover, volume > 0, base + volume + distinct + asset));
    }

    /** Where somebody may have got in, the alert is at least high, if that can be: the owner's own network may be shared. */
    private static int takeover(Takeover takeover, boolean isMuch, int others) {
        return switch (takeover) {
            case NONE -> 0;
            case FAMILIAR ->
                isMuch
                        ? TAKEOVER
                        : Math.min(TAKEOVER, Math.max(TAKEOVER_FROM_FAMILIAR, Severity.HIGH.lowestScore() - others));
            case UNFAMILIAR -> TAKEOVER;
        };
    }

    private static int floorLog2(long n) {
        return n <= 1 ? 0 : 63 - Long.numberOfLeadingZeros(n);
    }

    /** The sum, at most 100. */
    public int total() {
        return Math.min(100, base + volume + distinct + asset + takeover);
    }

    /** The band that the total falls in. */
    public Severity severity() {
        return Severity.ofScore(total());
    }
}
