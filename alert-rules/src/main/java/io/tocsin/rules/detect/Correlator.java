package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Judges the matches of one rule in sliding windows and finds its episodes, as {@code docs/semantics.md} defines them.
 *
 * <p>Whatever order matches arrive in within the allowed lateness, the same episodes result. A match that is the newest of
 * its group, or that changes no window but its own, is judged alone; any other makes the episodes be found anew among what
 * isn't settled yet.
 */
public final class Correlator {

    /** As many entries of one window are kept one by one at least; beyond it a count is no longer exact. */
    public static final int MAX_IN_WINDOW = (int) CorrelationRule.MAX_THRESHOLD;

    /** So many more may gather before the oldest are dropped, all at once. */
    static final int SLACK = 512;

    /** As many entries of one group are kept at most, the settled and the unsettled together. */
    public static final int MAX_KEPT = 4 * MAX_IN_WINDOW;

    /** As many alerted episodes of one group are open at most; beyond it the oldest is closed early. */
    public static final int MAX_OPEN = 64;

    private final CorrelationRule rule;
    private final AlertWriter writer;
    private final MatchJudge judge;
    private final long reachMs;
    private final long firstStepsNeeded;
    /** Whether expiries are judged, too, once the watermark has passed them. */
    private final boolean waits;

    private final boolean judgesMatches;

    private final Expiries expiries;

    /** Whether correlations look at the rule's episodes, so that it is to tell which are settled. */
    private final boolean inner;

    /** A correlator of one rule of a rule set. */
    public Correlator(CorrelationRule rule, String ruleSetHash, Assets assets) {
        this(rule, ruleSetHash, assets, false);
    }

    /**
     * A correlator of one rule of a rule set.
     *
     * @param inner whether correlations look at its episodes
     */
    public Correlator(CorrelationRule rule, String ruleSetHash, Assets assets, boolean inner) {
        this.inner = inner;
        this.rule = rule;
        this.writer = new AlertWriter(rule, ruleSetHash, assets);
        this.reachMs = rule.reachMs();
        this.waits = rule.judgedAt().waits();
        this.judgesMatches = rule.judgedAt().isAtMatches();
        this.expiries = new Expiries(rule);
        // Episodes of other correlations come after the events that follow them: nothing can be passed over for their
        // sake.
        this.firstStepsNeeded =
                rule.isSequence() && !rule.isChained() ? (rule.steps().get(0).threshold() + 1) / 2 : 0;
        this.judge = new MatchJudge(rule);
    }

    /**
     * How many matches a group must hold for one with this mark to count in it; in a smaller group it may be passed over.
     *
     * <p>A later step of a sequence counts only where half of what the first step needs is there when it arrives. Most
     * sign-ins, those of people who mistyped a password once or twice among them, come to nothing by this, and nothing is
     * read or written for them.
     */
    public long neededFor(long mark) {
        return rule.isSequence() && !SequenceTally.isFirst(mark) && !SequenceTally.isRuledOut(rule, mark)
                ? firstStepsNeeded
                : 0;
    }

    /** Whether {@link #neededFor(long)} is ever more than 0. */
    public boolean isSelective() {
        return firstStepsNeeded > 0;
    }

    /** Takes in a match. */
    public Step correlate(Group group, GroupState state, Match match, long watermarkMs) {
        if (state.entries().contains(match) || !isWorthKeeping(state, match)) {
            return new Step(state, List.of());
        }
        AlertLog log = new AlertLog(writer, group, state.alerted());
        // Whoever comes behind the watermark can refute what was decided there, but begins nothing.
        GroupState known = waits && match.timeMs() < watermarkMs ? settle(state, watermarkMs, log) : state;
        boolean reopened = match.timeMs() < known.settledMs();
        Optional<Match> previous = known.entries().last().map(Entry::match);
        Entry entry = new Entry(previous.map(match::sharing).orElse(match), reopened);
        GroupState with = known.withEntries(known.entries().with(entry));
        if (waits && reopened) {
            GroupState unrefuted = expiries.refutedBy(match, with);
            judge.forget(group);
            log.replaceOpen(unrefuted.alerted());
            log.reconcile(EpisodeFinder.find(rule, unrefuted), MatchJudge.isLate(match, previous));
        } else if (judgesMatches) {
            judge.take(group, with, previous, match, log);
        }
        GroupState bounded = bound(forget(group, with.withAlerted(log.open()), watermarkMs, log), log);
        long dueMs = waits ? expiries.dueMs(entry) : Long.MAX_VALUE;
        long firstMs = Math.min(known.timerMs(), waits ? closeMs(bounded) : due(bounded));
        Step step = new Step(bounded.withTimer(Math.min(dueMs, firstMs)), log.alerts());
        return inner ? SettledCrossings.found(state, step.state(), step) : step;
    }

    /** Closes the episodes that the watermark has passed, and forgets what no window can reach any more. */
    public Step advance(Group group, GroupState state, long watermarkMs) {
        AlertLog log = new AlertLog(writer, group, state.alerted());
        GroupState settled = settle(state, watermarkMs, log);
        log.closeEndedBy(watermarkMs);
        GroupState left =
                settled.withAlerted(log.open()).withEntries(settled.entries().dropThrough(minus(watermarkMs, reachMs)));
        Step step = new Step(left.isEmpty() ? GroupState.EMPTY : left.withTimer(due(left)), log.alerts());
        return inner ? SettledCrossings.found(state, settled, step) : step;
    }

    /**
     * Closes all episodes where the input ends. What didn't happen up to the end counts only as far as the watermark has
     * passed it: whether it would have happened then, nobody knows.
     */
    public Step finish(Group group, GroupState state, long watermarkMs) {
        AlertLog log = new AlertLog(writer, group, state.alerted());
        GroupState settled = settle(state, watermarkMs, log);
        log.closeEndedBy(Long.MAX_VALUE);
        Step step = new Step(GroupState.EMPTY, log.alerts());
        return inner ? SettledCrossings.found(state, settled, step) : step;
    }

    /**
     * Completes a state that was stored without the present form of its episodes: of each only the crossing need be right.
     */
    public GroupState restore(GroupState stored) {
        if (stored.alerted().isEmpty()) {
            return stored;
        }
        List<Episode> episodes = EpisodeFinder.find(rule, stored);
        List<AlertedEpisode> alerted = new ArrayList<>(stored.alerted().size());
        for (AlertedEpisode each : stored.alerted()) {
            Episode current = each.settled() == null ? each.current() : each.settled();
            for (Episode episode : episodes) {
                if (!each.merged()
                        && episode.crossing().compareTo(each.current().crossing()) == 0) {
                    current = episode;
                }
            }
            alerted.add(each.withCurrent(current));
        }
        return stored.withAlerted(alerted);
    }

    private boolean isWorthKeeping(GroupState state, Match match) {
        long needed = neededFor(match.mark());
        if (needed == 0 || state.entries().size() < needed) {
            return needed == 0;
        }
        return state.entries()
                .hasSoMany(
                        needed,
                        minus(match.timeMs(), reachMs),
                        match.timeMs(),
                        first -> SequenceTally.isFirst(first.mark()));
    }

    /** Drops what no window can reach any more, once that is worth the work. */
    private GroupState forget(Group group, GroupState state, long watermarkMs, AlertLog log) {
        long endMs = minus(watermarkMs, reachMs);
        if (!state.entries().isWorthDropping(endMs)) {
            return state;
        }
        GroupState settled = settle(state, watermarkMs, log);
        Entries kept = settled.entries().dropThrough(endMs);
        judge.dropped(group, settled.entries(), kept, endMs);
        return settled.withEntries(kept);
    }

    /** Keeps a flooded group within its bounds, at the price of exactness. */
    private GroupState bound(GroupState state, AlertLog log) {
        GroupState bounded = state;
        int excess = excess(bounded.entries());
        if (excess > 0) {
            long newestMs = bounded.entries().newestMs();
            Entries kept = bounded.entries().dropOldest(excess);
            int dropped = bounded.entries().size() - kept.size();
            long droppedMs = bounded.entries().toList().get(dropped - 1).timeMs();
            // What counts the dropped entries can't be judged again: it is settled as it is now.
            GroupState settled = settle(bounded, Math.min(newestMs + 1, droppedMs + reachMs), log);
            bounded = new GroupState(
                    settled.entries().dropOldest(dropped),
                    settled.settledMs(),
                    Math.max(droppedMs, state.droppedMs()),
                    settled.alerted(),
                    settled.timerMs());
        }
        while (bounded.alerted().size() > MAX_OPEN) {
            long endMs = bounded.alerted().get(0).current().last().timeMs() + 1;
            bounded = settle(bounded, endMs, log);
            log.closeFirst();
            bounded = bounded.withAlerted(log.open());
        }
        return bounded;
    }

    /** How many entries are too many; none until they are so many that going through the group once is worth it. */
    private int excess(Entries entries) {
        if (entries.size() <= MAX_IN_WINDOW + SLACK) {
            return 0;
        }
        int inWindow = entries.countAfter(minus(entries.newestMs(), reachMs));
        int excess = Math.max(inWindow - MAX_IN_WINDOW, entries.size() + SLACK - MAX_KEPT);
        return excess > SLACK ? excess : 0;
    }

    /** Settles everything before a time: it has been judged for good. With that its expiries are decided and told of. */
    private GroupState settle(GroupState open, long endMs, AlertLog log) {
        boolean pending = open.entries().hasReopened()
                && open.entries()
                        .lastThat(entry -> entry.reopened() && entry.timeMs() < endMs)
                        .isPresent();
        if (endMs <= open.settledMs() && !pending) {
            return open;
        }
        GroupState state = open;
        if (waits && endMs > open.settledMs()) {
            log.reconcile(EpisodeFinder.decide(rule, open, endMs), false);
            state = open.withAlerted(log.open());
        }
        if (!log.open().isEmpty()) {
            log.settle(EpisodeFinder.findBefore(rule, state, endMs));
        }
        Entries entries = !pending
                ? state.entries()
                : state.entries()
                        .map(entry ->
                                entry.reopened() && entry.timeMs() < endMs ? new Entry(entry.match(), false) : entry);
        return new GroupState(
                entries, Math.max(endMs, state.settledMs()), state.droppedMs(), log.open(), state.timerMs());
    }

    private long due(GroupState state) {
        long closeMs = closeMs(state);
        if (waits) {
            return Math.min(closeMs, expiries.dueMs(state));
        }
        return closeMs < Long.MAX_VALUE || state.entries().isEmpty()
                ? closeMs
                : state.entries().newestMs() + reachMs;
    }

    private long closeMs(GroupState state) {
        long closeMs = Long.MAX_VALUE;
        for (AlertedEpisode alerted : state.alerted()) {
            closeMs = Math.min(closeMs, writer.endMs(alerted));
        }
        return closeMs;
    }

    /** Subtraction that stays at the beginning of time when no watermark is known. */
    private static long minus(long timeMs, long spanMs) {
        return timeMs < Long.MIN_VALUE + spanMs ? Long.MIN_VALUE : timeMs - spanMs;
    }
}
