package io.tocsin.rules.detect;

import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.CorrelationType;
import java.util.Optional;

/**
 * Judges a match that has just been taken in, and tells the alerts what it changes. Most often what is at hand tells: the
 * match is the newest of its group, or changes no window but its own. Where it may change others, the episodes are found
 * anew.
 */
final class MatchJudge {
    private final CorrelationRule rule;
    private final NewestValues newestValues;
    private final NewestWindow newestWindow;
    private final long threshold;
    private final long reachMs;
    /** Whether it is judged by {@link NewestWindow}, which goes for every type; some have short cuts of their own. */
    private final boolean byWindow;
    /** Whether expiries are judged, too. */
    private final boolean waits;

    MatchJudge(CorrelationRule rule) {
        this.rule = rule;
        this.newestValues = new NewestValues(rule);
        this.newestWindow = new NewestWindow(rule);
        this.threshold = rule.threshold();
        this.reachMs = rule.reachMs();
        this.waits = rule.judgedAt().waits();
        this.byWindow = rule.type() == CorrelationType.TEMPORAL || (rule.isRefutable() && !rule.isSequence());
    }

    /** Whether a match is older than what was the newest before it. */
    static boolean isLate(Match match, Optional<Match> previous) {
        return previous.isPresent() && match.timeMs() < previous.get().timeMs();
    }

    /** What is at hand of a group is no longer right. */
    void forget(Group group) {
        newestWindow.forget(group);
    }

    /** The entries of a group up to a time were forgotten. */
    void dropped(Group group, Entries before, Entries after, long throughMs) {
        newestValues.dropped(group, before.size(), after.size(), throughMs);
        newestWindow.dropped(group, before.size(), after.size(), throughMs);
    }

    /**
     * Judges a match.
     *
     * @param state the group's, with the match in it
     * @param previous the newest match before it came
     */
    void take(Group group, GroupState state, Optional<Match> previous, Match match, AlertLog log) {
        boolean newest = previous.isEmpty() || previous.get().compareTo(match) < 0;
        boolean late = isLate(match, previous);
        if (newest && !(rule.isSequence() && isOfTheSameTime(previous, match))) {
            append(group, state, previous, match, log);
        } else if (byWindow) {
            insert(group, state, match, log, late);
        } else {
            insertByNeighbours(group, state, match, log, late);
        }
    }

    /** Steps of equal times are in order either way, so a match may complete what came before it. */
    private static boolean isOfTheSameTime(Optional<Match> previous, Match match) {
        return previous.isPresent() && previous.get().timeMs() == match.timeMs();
    }

    private void append(Group group, GroupState state, Optional<Match> previous, Match match, AlertLog log) {
        if (judgeNewest(group, state.entries(), match) != Tally.Verdict.REACHED) {
            return;
        }
        long windowStartMs = match.timeMs() - rule.timespanMs();
        Optional<Match> judged = rule.isSequence() ? judgedBefore(state.entries(), match) : previous;
        int last = log.last();
        boolean running = last >= 0
                && judged.isPresent()
                && log.open().get(last).current().last().compareTo(judged.get()) == 0
                && judged.get().timeMs() > windowStartMs;
        Episode episode = running
                ? log.open().get(last).current().plus(match)
                : Episode.crossing(state.entries().newest(state.entries().countAfter(windowStartMs)));
        Episode exact = state.droppedMs() > match.timeMs() - reachMs ? episode.inexact() : episode;
        // What was decided at an expiry may lie between.
        boolean known = !waits || judged.isPresent() && judged.get().timeMs() >= state.settledMs();
        if (running && known) {
            log.change(last, exact, false);
        } else if (waits || log.hasFiredAt(match.timeMs())) {
            // What a match of the same millisecond refuted holds once more: it isn't another alert.
            log.reconcile(EpisodeFinder.find(rule, state), false);
        } else {
            log.create(exact, false);
        }
    }

    private Tally.Verdict judgeNewest(Group group, Entries entries, Match match) {
        if (byWindow) {
            return newestWindow.judge(group, entries, match);
        }
        return switch (rule.type()) {
            case EVENT_COUNT -> Tally.Verdict.of(entries.countAfter(match.timeMs() - rule.timespanMs()) >= threshold);
            case VALUE_COUNT -> Tally.Verdict.of(newestValues.reach(group, entries, match));
            case TEMPORAL_ORDERED -> judgeNewestOfSequence(group, entries, match);
            case TEMPORAL, VALUE_SUM, VALUE_AVG, VALUE_MEDIAN, VALUE_PERCENTILE ->
                newestWindow.judge(group, entries, match);
        };
    }

    private Tally.Verdict judgeNewestOfSequence(Group group, Entries entries, Match match) {
        if (!SequenceTally.isJudged(rule, match)) {
            newestWindow.meet(group, entries, match);
            return Tally.Verdict.NOT_JUDGED;
        }
        return newestWindow.judge(group, entries, match);
    }

    /** The match before the newest one at which a sequence was judged. */
    private Optional<Match> judgedBefore(Entries entries, Match newest) {
        return entries.lastThat(
                entry -> entry.match().compareTo(newest) < 0 && SequenceTally.isJudged(rule, entry.match()));
    }

    /** Takes in a match that isn't the newest; most change nothing for those behind them. */
    private void insert(Group group, GroupState state, Match match, AlertLog log, boolean late) {
        Tally.Verdict verdict = newestWindow.insert(group, state.entries(), match);
        int covering = log.indexCovering(match);
        boolean reached = verdict == Tally.Verdict.REACHED;
        if (verdict == null || reached != covering >= 0 || log.isWithinACrossing(match, reachMs)) {
            log.reconcile(EpisodeFinder.find(rule, state), late);
        } else if (reached) {
            lengthen(state, match, log, covering, late);
        }
    }

    /** The same where the nearest entries tell whether it changes anything. */
    private void insertByNeighbours(Group group, GroupState state, Match match, AlertLog log, boolean late) {
        newestValues.inserted(group, match);
        newestWindow.forget(group);
        int covering = log.indexCovering(match);
        OutOfOrder inserted = new OutOfOrder(rule, state.entries(), log, match);
        if (covering >= 0 && inserted.onlyLengthens(log.open().get(covering).current())) {
            lengthen(state, match, log, covering, late);
        } else if (covering >= 0 || inserted.changesSomething()) {
            log.reconcile(EpisodeFinder.find(rule, state), late);
        }
    }

    private void lengthen(GroupState state, Match match, AlertLog log, int at, boolean late) {
        Episode longer = log.open().get(at).current().plus(match);
        log.change(at, state.droppedMs() > match.timeMs() - reachMs ? longer.inexact() : longer, late);
    }
}
