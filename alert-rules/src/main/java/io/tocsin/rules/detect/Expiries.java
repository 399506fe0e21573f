package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationRule;
import java.util.List;

/**
 * Says when the expiries of a group are due and which of those that were decided a late match refutes; for rules that are
 * judged at expiries.
 */
record Expiries(CorrelationRule rule) {

    /** In a larger group several expiries are decided at once: each time all of it is gone through. */
    private static final int MANY = 64;

    private static final long LONGEST_DELAY_MS = 60_000;

    /** When a group wants to be looked at for its first expiry that isn't decided, or, if all are, to be forgotten. */
    long dueMs(GroupState state) {
        for (Segment segment : state.entries().segments()) {
            if (segment.last().timeMs() + rule.timespanMs() >= state.settledMs()) {
                long first = segment.entries().stream()
                        .mapToLong(this::dueMs)
                        .filter(dueMs -> dueMs > state.settledMs())
                        .findFirst()
                        .orElseThrow();
                return state.entries().size() <= MANY ? first : Math.max(first, state.settledMs() + delayMs());
            }
        }
        return state.entries()
                .last()
                .map(last -> last.timeMs() + rule.reachMs())
                .orElse(Long.MAX_VALUE);
    }

    /** When the watermark has passed the expiry of an entry. */
    long dueMs(Entry entry) {
        return entry.timeMs() + rule.timespanMs() + 1;
    }

    /** By so much later several expiries of a large group are decided. */
    long delayMs() {
        return Math.min(LONGEST_DELAY_MS, rule.timespanMs() / MANY);
    }

    /** Without what was settled of episodes that began with an expiry which a match, among the entries by now, refutes. */
    GroupState refutedBy(Match match, GroupState state) {
        List<AlertedEpisode> alerted = state.alerted().stream()
                .map(each -> isRefuted(each, match, state.entries()) ? each.withSettled(null) : each)
                .toList();
        return alerted.equals(state.alerted()) ? state : state.withAlerted(alerted);
    }

    private boolean isRefuted(AlertedEpisode alerted, Match match, Entries entries) {
        Episode settled = alerted.settled();
        if (settled == null || !settled.crossing().isExpiry()) {
            return false;
        }
        Match crossing = settled.crossing();
        long apartMs = crossing.timeMs() - match.timeMs();
        return apartMs >= 0 && apartMs < rule.reachMs() && !EpisodeFinder.stillHolds(rule, entries, crossing);
    }
}
