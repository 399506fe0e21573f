package io.tocsin.monitor.wire;

import io.tocsin.rules.detect.Match;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What stands on the {@code matches} topic. Its key is the group, see {@link MatchCodec#key}; a watermark has none and goes
 * to every partition.
 */
public sealed interface MatchRecord permits MatchRecord.Counted, MatchRecord.Watermark, MatchRecord.LevelWatermark {

    /**
     * An event, or an episode of a rule, that counts for one or more rules which group it alike.
     *
     * @param match the event, or the one at the episode's crossing; its {@code mark} is 0 and it carries nothing, since these
     *     are a matter of each rule
     * @param markByRule rule id to the mark that the rule gives it
     * @param carriedByRule rule id to what the match carries for rules that look at that one's episodes; only of such rules
     */
    record Counted(Match match, Map<String, Long> markByRule, Map<String, Map<String, String>> carriedByRule)
            implements MatchRecord {
        public Counted {
            markByRule = Collections.unmodifiableMap(new LinkedHashMap<>(markByRule));
            carriedByRule = Collections.unmodifiableMap(new LinkedHashMap<>(carriedByRule));
        }

        /** A match that carries nothing. */
        public Counted(Match match, Map<String, Long> markByRule) {
            this(match, markByRule, Map.of());
        }

        /** The match as a rule sees it. */
        public Match of(String ruleId) {
            return match.withMark(markByRule.getOrDefault(ruleId, 0L))
                    .withCarried(carriedByRule.getOrDefault(ruleId, Map.of()));
        }
    }

    /**
     * How far a partition of events has come.
     *
     * @param partition the partition, as {@code topic-number}
     * @param watermarkMs its watermark: event time, milliseconds since the epoch
     */
    record Watermark(String partition, long watermarkMs) implements MatchRecord {}

    /**
     * How far a partition of matches has come with the rules of a level: the crossings before it of all their episodes there
     * have been handed on to the rules that look at them.
     *
     * @param partition the number of the partition
     * @param level how many rules at most stand below those, from 0
     * @param watermarkMs event time, milliseconds since the epoch
     */
    record LevelWatermark(int partition, int level, long watermarkMs) implements MatchRecord {
        public LevelWatermark {
            if (partition < 0 || level < 0) {
                throw new IllegalArgumentException(
                        "partition " + partition + ", level " + level + "; both are counted from 0");
            }
        }
    }
}
