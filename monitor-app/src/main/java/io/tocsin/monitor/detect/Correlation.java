package io.tocsin.monitor.detect;

import io.tocsin.monitor.detect.DetectStore.Kind;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.detect.Chains;
import io.tocsin.rules.detect.Correlator;
import io.tocsin.rules.detect.Entry;
import io.tocsin.rules.detect.Group;
import io.tocsin.rules.detect.GroupState;
import io.tocsin.rules.detect.Match;
import io.tocsin.rules.detect.Segment;
import io.tocsin.rules.detect.Step;
import io.tocsin.rules.sigma.CorrelationRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Correlates matches with stored groups, and wakes the groups whose time has come when the watermark moves. */
final class Correlation {

    /**
     * As many groups are woken by one record at most; the others follow with the records after it. A million that end
     * together must not keep a task from committing until its transaction has timed out: it would begin again, for ever.
     */
    static final int MOST_WOKEN = 1_000;

    /** The same for a tick: there is one in ten seconds, and in silence nothing else. */
    static final int MOST_WOKEN_BY_TICK = 5_000;

    /** Among so many newest matches of a group an id that is used again is found: enough for a metric. */
    private static final int ID_LOOK_BACK = 4;

    /** The kinds of timers, one for each level of rules. */
    private static final List<Kind> TIMERS = List.of(Kind.TIMER, Kind.TIMER_1, Kind.TIMER_2, Kind.TIMER_3);

    private final Map<String, Correlator> correlators = new HashMap<>();
    private final Map<String, CorrelationRule> rules = new HashMap<>();
    private final DetectStore store;
    private final Timers timers;
    private final Chains chains;
    private final Set<String> alerting;
    private final List<Chains.Hit> handedOn = new ArrayList<>();
    private final DetectMetrics metrics;
    private final GroupStore groups;
    private final KnownGroups known = new KnownGroups();
    /** This one and those of the other levels that share its store. */
    private List<Correlation> levels = List.of(this);

    /**
     * A correlation of the rules of one level.
     *
     * @param level how many rules at most stand below each of them: those of one level are counted by one watermark
     * @param hot the groups that are held at hand
     */
    Correlation(
            DetectSettings settings,
            Chains chains,
            int level,
            DetectStore store,
            HotGroups hot,
            DetectMetrics metrics) {
        this.store = store;
        this.timers = new Timers(store, TIMERS.get(level));
        this.chains = chains;
        this.alerting = settings.rules().correlations().stream()
                .map(rule -> rule.info().id())
                .collect(Collectors.toSet());
        this.metrics = metrics;
        this.groups = new GroupStore(store, hot.ofTask());
        for (CorrelationRule rule : settings.rules().counting()) {
            if (rule.level() != level) {
                continue;
            }
            Correlator correlator =
                    new Correlator(rule, settings.rules().hash(), settings.assets(), chains.isInner(rule));
            correlators.put(rule.info().id(), correlator);
            rules.put(rule.info().id(), rule);
            if (correlator.isSelective()) {
                groups.forEach(
                        rule.info().id(),
                        (group, state) -> known.change(rule.info().id(), group, GroupState.EMPTY, state));
            }
        }
    }

    /**
     * Tells of the levels that share a store. A rule whose level has changed since the last start left its timers at the one
     * it had, by whose watermark they would be due: they are passed on now. Where no rule looks at others, none can be but at
     * the levels that are gone, so that not every timer is looked at.
     */
    static void share(List<Correlation> levels) {
        levels.forEach(each -> each.levels = List.copyOf(levels));
        for (int level = levels.size() > 1 ? 0 : 1; level < TIMERS.size(); level++) {
            levels.get(0).passOnWhatIsNotOf(level);
        }
    }

    private void passOnWhatIsNotOf(int level) {
        Timers there = new Timers(store, TIMERS.get(level));
        for (Timers.Due timer : there.those(each -> level >= levels.size() || isOfAnother(levels.get(level), each))) {
            there.delete(timer.timeMs(), timer.key());
            passOn(timer);
        }
    }

    private boolean isOfAnother(Correlation level, Timers.Due timer) {
        String ruleId = ruleId(timer);
        return !level.knows(ruleId) && levels.stream().anyMatch(each -> each.knows(ruleId));
    }

    private void passOn(Timers.Due timer) {
        String ruleId = ruleId(timer);
        for (Correlation level : levels) {
            if (level.knows(ruleId)) {
                level.arm(timer.key(), timer.timeMs());
                return;
            }
        }
        groups.delete(timer.key());
    }

    private static String ruleId(Timers.Due timer) {
        return GroupKey.of(timer.key()).ruleId();
    }

    /** Whether a match can be passed over, because it counts only in a group that holds more. */
    boolean isPointless(String ruleId, Group group, long mark) {
        Correlator correlator = correlators.get(ruleId);
        long needed = correlator == null ? 0 : correlator.neededFor(mark);
        return needed > 0 && !known.mayHold(ruleId, group, needed);
    }

    /** What a match gives rise to; nothing where the rule isn't known (any more). */
    List<Alert> correlate(String ruleId, Group group, Match match, long watermarkMs) {
        Correlator correlator = correlators.get(ruleId);
        if (correlator == null) {
            metrics.unknownRule();
            return List.of();
        }
        GroupKey name = new GroupKey(ruleId, group);
        byte[] key = name.bytes();
        GroupState before = groups.load(key, correlator);
        if (reusesAnId(before, match)) {
            metrics.idReused();
        }
        Step step = correlator.correlate(group, before, match, watermarkMs);
        save(name, key, before, step.state());
        return alerts(name, step);
    }

    /** Lets go of what it holds in memory. */
    void close() {
        groups.close();
    }

    /** Whether one of the rules goes by this id. */
    boolean knows(String ruleId) {
        return correlators.containsKey(ruleId);
    }

    /** What the episodes that were settled since the last call count for, in order. */
    List<Chains.Hit> takeHandedOn() {
        List<Chains.Hit> taken = List.copyOf(handedOn);
        handedOn.clear();
        return taken;
    }

    /**
     * How far everything has been handed on that a watermark settled: not as far as that where so many groups wait that some
     * haven't been woken yet.
     *
     * @param watermarkMs that which {@link #advance} was called with last
     */
    long handedOnMs(long watermarkMs) {
        long untilMs = timers.earliestMs() > watermarkMs ? watermarkMs : timers.earliestMs() - 1;
        long delayMs = chains.mostDelayMs();
        return untilMs < Long.MIN_VALUE + delayMs ? Long.MIN_VALUE : untilMs - delayMs;
    }

    /** What is to be published; that a crossing was settled is noted. */
    private List<Alert> alerts(GroupKey group, Step step) {
        CorrelationRule rule = rules.get(group.ruleId());
        if (rule != null) {
            step.crossings().forEach(crossing -> handedOn.addAll(chains.hits(rule, group.group(), crossing)));
        }
        return alerting.contains(group.ruleId()) ? step.alerts() : List.of();
    }

    /** Whether one of the newest matches has the same source and id, and other bytes. */
    private static boolean reusesAnId(GroupState group, Match match) {
        List<Segment> segments = group.entries().segments();
        if (segments.isEmpty()) {
            return false;
        }
        List<Entry> newest = segments.get(segments.size() - 1).entries();
        for (int i = Math.max(0, newest.size() - ID_LOOK_BACK); i < newest.size(); i++) {
            Match other = newest.get(i).match();
            if (other.id().equals(match.id())
                    && other.source().equals(match.source())
                    && !other.fingerprint().equals(match.fingerprint())) {
                return true;
            }
        }
        return false;
    }

    /**
     * What the watermark's advance gives rise to: closes, in the order of their due times.
     *
     * @param most as many groups are woken at most; the others are by the next calls
     */
    List<Alert> advance(long watermarkMs, int most) {
        List<Alert> alerts = new ArrayList<>();
        for (Timers.Due timer : timers.take(watermarkMs, most)) {
            alerts.addAll(wake(timer, watermarkMs));
        }
        return alerts;
    }

    private List<Alert> wake(Timers.Due timer, long watermarkMs) {
        byte[] key = timer.key();
        GroupKey group = GroupKey.of(key);
        Correlator correlator = correlators.get(group.ruleId());
        if (correlator == null) {
            passOn(timer);
            return List.of();
        }
        GroupState before = groups.load(key, correlator);
        Step step = correlator.advance(group.group(), before, watermarkMs);
        keep(group, key, before, step.state());
        arm(key, step.state().timerMs());
        return alerts(group, step);
    }

    @SuppressWarnings("ReferenceEquality") // a state that did not change stays the same object
    private void save(GroupKey name, byte[] key, GroupState before, GroupState after) {
        if (after == before) {
            return;
        }
        keep(name, key, before, after);
        if (after.timerMs() != before.timerMs()) {
            if (before.timerMs() != Long.MAX_VALUE) {
                timers.delete(before.timerMs(), key);
            }
            arm(key, after.timerMs());
        }
    }

    private void keep(GroupKey name, byte[] key, GroupState before, GroupState after) {
        groups.save(key, before, after);
        Correlator correlator = correlators.get(name.ruleId());
        if (correlator != null && correlator.isSelective()) {
            known.change(name.ruleId(), name.group(), before, after);
        }
    }

    private void arm(byte[] key, long timerMs) {
        if (timerMs != Long.MAX_VALUE) {
            timers.set(timerMs, key);
        }
    }
}
