package io.tocsin.rules.sigma;

/** At which times the windows of a rule are judged, see {@link CorrelationRule#judgedAt()}. */
public enum JudgedAt {
    /** At each match: the window that ends with it. */
    MATCHES,
    /**
     * At each expiry, when a match goes out of the window: the window that is left. It tells of too little, and only then is
     * it known to be a whole timespan of a group that was there before.
     */
    EXPIRIES,
    /** At both: at an expiry, and at a match where it isn't too little that meets the condition. */
    BOTH,
    /** At each expiry: all the windows that held the match that goes, so that nothing more can come into any of them. */
    ENDS;

    /** Whether it has to be waited until the watermark has passed an expiry. */
    public boolean waits() {
        return this != MATCHES;
    }

    /** Whether a match is judged when it comes. */
    public boolean isAtMatches() {
        return this == MATCHES || this == BOTH;
    }
}
