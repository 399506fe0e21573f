package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.CorrelationType;
import java.util.Optional;

/**
 * A match that was put in among the others of its group, and what it changes. Most change nothing, and in a flood most
 * matches are of this kind: so it is told from the neighbours alone, and in doubt it counts as a change.
 *
 * @param rule the rule
 * @param entries the group's, with the match
 * @param log the group's open alerts
 * @param match the match
 */
record OutOfOrder(CorrelationRule rule, Entries entries, AlertLog log, Match match) {

    /**
     * Whether the match, which lies within an episode, only makes it longer: its own window is full enough, and no window
     * behind the episode reaches back to it. Where the episode is still running, as in a flood, nothing is behind it.
     */
    boolean onlyLengthens(Episode episode) {
        Optional<Match> behind = entries.after(episode.last());
        boolean behindIsFar = behind.isEmpty() || behind.get().timeMs() - match.timeMs() >= rule.timespanMs();
        return behindIsFar && !rule.hasSteps() && reaches();
    }

    /**
     * Whether the window of a match before one whose window is full enough is full, too. That of the later match without
     * itself lies in the earlier one's: it holds as many events, and as many values unless the later brought a new one.
     * Else its nearest entries may tell.
     */
    private boolean reaches() {
        if (rule.type() == CorrelationType.EVENT_COUNT
                || new Neighbours(entries).hold(rule.threshold(), match, rule.timespanMs())) {
            return true;
        }
        Optional<Match> next = entries.after(match);
        if (next.isEmpty() || next.get().mark() == match.mark()) {
            return next.isPresent();
        }
        return new Neighbours(entries)
                .before(match, next.get().mark())
                .filter(same -> same.timeMs() > next.get().timeMs() - rule.timespanMs())
                .isPresent();
    }

    /** Whether the match, which lies within no episode, may make a window full enough, or a full one another. */
    boolean changesSomething() {
        return switch (rule.type()) {
            case EVENT_COUNT, TEMPORAL, VALUE_SUM, VALUE_AVG, VALUE_MEDIAN, VALUE_PERCENTILE -> true;
            case VALUE_COUNT -> !bringsNoNewValue();
            case TEMPORAL_ORDERED -> SequenceTally.isJudged(rule, match) || isBeforeALastStep();
        };
    }

    private boolean isBeforeALastStep() {
        return entries.lastThat(entry -> entry.timeMs() < match.timeMs() || SequenceTally.isJudged(rule, entry.match()))
                .filter(judged -> judged.timeMs() >= match.timeMs())
                .isPresent();
    }

    /**
     * Whether every window that the match comes into holds its value already, by a match before it or by the next one of
     * the same value; and the match before it, whose window holds all that its own does, is in no episode; and no episode
     * counts it in the window at its crossing.
     */
    private boolean bringsNoNewValue() {
        Optional<Match> before = new Neighbours(entries).before(match, match.mark());
        Optional<Match> predecessor = entries.lastThat(entry -> entry.match().compareTo(match) < 0);
        if (before.isEmpty()
                || predecessor.isEmpty()
                || log.indexCovering(predecessor.get()) >= 0
                || log.isWithinACrossing(match, rule.timespanMs())) {
            return false;
        }
        long untilMs = new Neighbours(entries)
                .after(match, match.mark())
                .or(() -> entries.last().map(Entry::match))
                .orElse(match)
                .timeMs();
        return before.get().timeMs() > untilMs - rule.timespanMs();
    }
}
