package io.tocsin.rules.containment;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.event.IpAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The alert behind a request, as it was when it asked.
 *
 * @param uid the alert's uid
 * @param ruleId the id of its rule
 * @param ruleName the name of its rule
 * @param crossingTimeMs event time of the crossing
 * @param severity the alert's severity when it asked
 * @param stale whether the crossing was history when it arrived: nothing is acted on then
 * @param grounds what it stands on; {@link Grounds#UNKNOWN} for what was asked before grounds were kept
 */
public record AlertCause(
        String uid,
        String ruleId,
        String ruleName,
        long crossingTimeMs,
        Severity severity,
        boolean stale,
        Grounds grounds) {

    /**
     * What an alert stands on, for whoever acts on it and whoever reviews that.
     *
     * @param ruleSet the version of its rule: SHA-256 of the rule set, lower-case hex
     * @param count events of the episode
     * @param firstSeenMs event time of the oldest, milliseconds since the epoch
     * @param lastSeenMs event time of the newest, milliseconds since the epoch
     * @param assetPoints how critical its subject is: term A of the severity score, 0 to {@link #MOST_ASSET_POINTS}
     * @param sources where its events came from, in the order of their first, each once, at most {@link #SOURCE_LIMIT}
     */
    public record Grounds(
            String ruleSet, long count, long firstSeenMs, long lastSeenMs, int assetPoints, List<Source> sources) {

        /** How many sources of an alert are kept. */
        public static final int SOURCE_LIMIT = 32;

        /** The most that term A of a severity score can be. */
        public static final int MOST_ASSET_POINTS = 15;

        /** Nothing is known. */
        public static final Grounds UNKNOWN = new Grounds("", 0, 0, 0, 0, List.of());

        public Grounds {
            sources = List.copyOf(sources);
            if (count < 0) {
                throw new IllegalArgumentException("an alert stands on " + count + " events; 0 or more are allowed");
            }
            if (assetPoints < 0 || assetPoints > MOST_ASSET_POINTS) {
                throw new IllegalArgumentException("an alert's subject has " + assetPoints + " asset points; 0 to "
                        + MOST_ASSET_POINTS + " are allowed");
            }
            if (sources.size() > SOURCE_LIMIT) {
                throw new IllegalArgumentException(
                        "an alert names " + sources.size() + " sources; at most " + SOURCE_LIMIT + " are allowed");
            }
        }
    }

    /** A cause of which no more is known. */
    public AlertCause(
            String uid, String ruleId, String ruleName, long crossingTimeMs, Severity severity, boolean stale) {
        this(uid, ruleId, ruleName, crossingTimeMs, severity, stale, Grounds.UNKNOWN);
    }

    /** The cause that an alert is. Its sources are those of the evidence that it holds. */
    public static AlertCause of(Alert alert) {
        return new AlertCause(
                alert.uid(),
                alert.rule().id(),
                alert.rule().name(),
                alert.crossingTimeMs(),
                alert.severity(),
                alert.stale(),
                new Grounds(
                        alert.ruleSet(),
                        alert.count(),
                        alert.firstSeenMs(),
                        alert.lastSeenMs(),
                        alert.score().asset(),
                        sources(alert)));
    }

    private static List<Source> sources(Alert alert) {
        Set<Source> sources = new LinkedHashSet<>();
        Stream.concat(alert.oldest().stream(), alert.newest().stream())
                .map(Evidence::source)
                .filter(address -> address != null && IpAddress.isPlain(address))
                .map(Source::parse)
                .takeWhile(source -> sources.size() < Grounds.SOURCE_LIMIT)
                .forEach(sources::add);
        return List.copyOf(sources);
    }
}
