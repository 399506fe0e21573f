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
import java.util.Arrays;
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
    private final Kind timers;
    private final Chains chains;
    private final Set<String> alerting;
    private final List<Chains.Hit> handedOn = new ArrayList<>();
    private final DetectMetrics metrics;
    private final GroupStore groups;
    private final KnownGroups known = new KnownGroups();
    /** This one and those of the other levels that share its store. */
    private List<Correlation> levels = List.of(this);
    /** No timer is earlier; saves a look at those that have long been deleted. */
    private long earliestTimerMs = Long.MIN_VALUE;

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
        this.timers = TIMERS.get(level);
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
        List<byte[]> left = new ArrayList<>();
        store.forEach(TIMERS.get(level), (timer, value) -> {
            if (level >= levels.size() || isOfAnother(levels.get(level), timer)) {
                left.add(timer);
            }
        });
        left.forEach(timer -> passOn(TIMERS.get(level), timer));
    }

    private boolean isOfAnother(Correlation level, byte[] timer) {
        byte[] key = Arrays.copyOfRange(timer, Long.BYTES, timer.length);
        String ruleId = DetectStore.decode(level.timers, key, GroupKey::of).ruleId();
        return !level.knows(ruleId) && levels.stream().anyMatch(each -> each.knows(ruleId));
    }

    private void passOn(Kind kind, byte[] timer) {
        store.delete(kind, timer);
        byte[] key = Arrays.copyOfRange(timer, Long.BYTES, timer.length);
        String ruleId = DetectStore.decode(kind, key, GroupKey::of).ruleId();
        for (Correlation level : levels) {
            if (level.knows(ruleId)) {
                level.arm(key, OrderedTime.of(timer));
                return;
            }
        }
        groups.delete(key);
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
        long untilMs = earliestTimerMs > watermarkMs ? watermarkMs : earliestTimerMs - 1;
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
        if (watermarkMs < earliestTimerMs) {
            return List.of();
        }
        List<byte[]> due = store.keys(
                timers, OrderedTime.bytes(earliestTimerMs), DetectStore.key(OrderedTime.bytes(watermarkMs), END), most);
        // Not from the beginning again: what has been deleted is passed one by one until the disk is tidied up.
        earliestTimerMs = due.size() < most ? watermarkMs + 1 : OrderedTime.of(due.get(most - 1));
        List<Alert> alerts = new ArrayList<>();
        for (byte[] timer : due) {
            alerts.addAll(wake(timer, watermarkMs));
        }
        return alerts;
    }

    private static final byte[] END = {(byte) 0xff};

    private List<Alert> wake(byte[] timer, long watermarkMs) {
        byte[] key = Arrays.copyOfRange(timer, Long.BYTES, timer.length);
        GroupKey group = DetectStore.decode(timers, key, GroupKey::of);
        Correlator correlator = correlators.get(group.ruleId());
        if (correlator == null) {
            passOn(timers, timer);
            return List.of();
        }
        store.delete(timers, timer);
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
                store.delete(timers, DetectStore.key(OrderedTime.bytes(before.timerMs()), key));
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
            store.put(timers, DetectStore.key(OrderedTime.bytes(timerMs), key), new byte[] {1});
            earliestTimerMs = Math.min(earliestTimerMs, timerMs);
        }
    }
}
