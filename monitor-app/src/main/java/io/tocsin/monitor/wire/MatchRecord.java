package io.tocsin.monitor.wire;

import io.tocsin.rules.detect.Match;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What stands on the {@code matches} topic. Its key is the group, see {@link MatchCodec#key}; a watermark has none and goes
 * to every partition.
 */
public sealed interface MatchRecord permits MatchRecord.Counted, MatchRecord.Watermark {

    /**
     * An event that counts for one or more rules which group it alike.
     *
     * @param match the event; its {@code mark} is 0, since that is a matter of each rule
     * @param markByRule rule id to the mark that the rule gives it
     */
    record Counted(Match match, Map<String, Long> markByRule) implements MatchRecord {
        public Counted {
            markByRule = Collections.unmodifiableMap(new LinkedHashMap<>(markByRule));
        }
    }

    /**
     * How far a partition of events has come.
     *
     * @param partition the partition, as {@code topic-number}
     * @param watermarkMs its watermark: event time, milliseconds since the epoch
     */
    record Watermark(String partition, long watermarkMs) implements MatchRecord {}
}
