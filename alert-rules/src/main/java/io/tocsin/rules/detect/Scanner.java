package io.tocsin.rules.detect;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.RuleSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The engine over events that come in the order of their times, without Kafka: every episode is told of once, in its final
 * form, as soon as it has ended. Memory is bounded by the groups that are active within a rule's timespan.
 */
public final class Scanner {

    private record Key(Judged judged, Group group) {
        String ruleId() {
            return judged.rule().info().id();
        }

        GroupState state() {
            return judged.states().getOrDefault(group, GroupState.EMPTY);
        }
    }

    /** What is known of a rule and its groups: how many others stand below it, and whether people are told of what it finds. */
    private record Judged(
            CorrelationRule rule, Correlator correlator, int level, boolean alerts, Map<Group, GroupState> states) {}

    /** When groups are looked at; of the same time those of rules that others look at come first. */
    private record Timer(long timeMs, int level) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(timeMs, other.timeMs);
            return byTime != 0 ? byTime : Integer.compare(level, other.level);
        }
    }

    private final RuleIndex.Search index;
    private final FamiliarSources familiar;
    private final Chains chains;
    private final Map<String, Judged> rules = new HashMap<>();
    private final TreeMap<Timer, List<Key>> timers = new TreeMap<>();
    private final Consumer<Alert> episodes;
    private long newestMs = Long.MIN_VALUE;

    /**
     * A scanner with nothing seen.
     *
     * @param episodes is told of every episode: activity Create, at the time of the crossing, with its final count, score
     *     and evidence
     */
    public Scanner(RuleSet rules, Assets assets, Consumer<Alert> episodes) {
        this.index = new RuleIndex(rules).search();
        this.familiar = new FamiliarSources(rules);
        this.chains = new Chains(rules);
        this.episodes = episodes;
        Set<String> alerting =
                rules.correlations().stream().map(rule -> rule.info().id()).collect(Collectors.toSet());
        for (CorrelationRule rule : rules.counting()) {
            String id = rule.info().id();
            Correlator correlator = new Correlator(rule, rules.hash(), assets, chains.isInner(rule));
            this.rules.put(id, new Judged(rule, correlator, rule.level(), alerting.contains(id), new HashMap<>()));
        }
    }

    /**
     * Takes in the next event.
     *
     * @param fingerprint gives that of the event as it stood in its source; asked only where the event counts for a rule
     * @throws IllegalArgumentException if the event is older than the one before: the caller sorts
     */
    public void accept(SecurityEvent event, Supplier<Fingerprint> fingerprint) {
        if (event.timeMs() < newestMs) {
            throw new IllegalArgumentException(
                    "the event is of " + event.timeMs() + ", older than the one before it, of " + newestMs);
        }
        newestMs = event.timeMs();
        runTimers(newestMs);
        Match match = null;
        for (RuleIndex.Hit hit : index.hits(familiar.seen(event))) {
            if (hit.group() == null) {
                continue;
            }
            Key key = new Key(judged(hit.rule()), hit.group());
            GroupState state = key.state();
            if (state.entries().size() < key.judged().correlator().neededFor(hit.mark())) {
                continue;
            }
            match = match == null ? matchOf(event, fingerprint.get()) : match;
            correlate(key, state, hit.of(match), newestMs);
        }
    }

    private void correlate(Key key, GroupState state, Match match, long watermarkMs) {
        Judged judged = key.judged();
        long reachedMs = watermarkMs - lagMs(judged.level());
        done(key, state, judged.correlator().correlate(key.group(), state, match, reachedMs), watermarkMs);
    }

    /** How far the rules of a level are behind, since those below them may settle what they find with some delay. */
    private long lagMs(int level) {
        return level * chains.mostDelayMs();
    }

    private void done(Key key, GroupState before, Step step, long watermarkMs) {
        Judged judged = key.judged();
        if (judged.alerts()) {
            tellEnded(step);
        }
        keep(key, before, step.state());
        for (Match crossing : step.crossings()) {
            for (Chains.Hit hit : chains.hits(judged.rule(), key.group(), crossing)) {
                if (hit.group() != null) {
                    Key outer = new Key(judged(hit.rule()), hit.group());
                    correlate(outer, outer.state(), hit.match(), watermarkMs);
                }
            }
        }
    }

    private static Match matchOf(SecurityEvent event, Fingerprint fingerprint) {
        return new Match(
                event.eventId().source(),
                event.eventId().id(),
                fingerprint,
                0,
                false,
                new Evidence(event.timeMs(), null, event.origin(), event.sourceAddress()));
    }

    /**
     * Tells of the episodes that were still running when the events ended. That nothing happens behind the newest event says
     * nothing.
     */
    public void finish() {
        // All events of the newest time are there.
        long watermarkMs = newestMs == Long.MIN_VALUE ? newestMs : newestMs + 1;
        for (int level = 0; level < chains.levels(); level++) {
            finish(level, watermarkMs);
        }
    }

    private void finish(int level, long watermarkMs) {
        if (chains.levels() > 1) {
            // What the levels below have settled comes first.
            runTimers(watermarkMs);
        }
        List<Timer> its =
                timers.keySet().stream().filter(timer -> timer.level() == level).toList();
        for (Timer timer : its) {
            for (Key key : due(timer)) {
                GroupState state = key.state().withTimer(Long.MAX_VALUE);
                done(key, state, key.judged().correlator().finish(key.group(), state, watermarkMs), watermarkMs - 1);
            }
        }
    }

    private void runTimers(long watermarkMs) {
        while (!timers.isEmpty() && timers.firstKey().timeMs() <= watermarkMs) {
            Timer timer = timers.firstKey();
            // Of rules that look at others not more has been seen than what those below them have settled by now.
            long reachedMs = timer.level() == 0 ? watermarkMs : timer.timeMs() - lagMs(timer.level());
            for (Key key : due(timer)) {
                GroupState state = key.state().withTimer(Long.MAX_VALUE);
                Step step = key.judged().correlator().advance(key.group(), state, reachedMs);
                // Other groups may yet have crossings of the millisecond before.
                done(key, state, step, timer.timeMs() - 1);
            }
        }
    }

    private List<Key> due(Timer timer) {
        List<Key> due = new ArrayList<>(timers.remove(timer));
        due.sort(Comparator.comparing(Key::ruleId)
                .thenComparing(key -> key.group().toString()));
        return due;
    }

    private void tellEnded(Step step) {
        for (Alert alert : step.alerts()) {
            if (alert.activity() == Alert.Activity.CLOSE && alert.mergedInto() == null && !alert.retracted()) {
                episodes.accept(alert.asFinalCreate());
            }
        }
    }

    private void keep(Key key, GroupState before, GroupState after) {
        Judged judged = key.judged();
        if (after.isEmpty()) {
            judged.states().remove(key.group());
        } else {
            judged.states().put(key.group(), after);
        }
        if (after.timerMs() < before.timerMs()) {
            timers.computeIfAbsent(
                            new Timer(after.timerMs() + lagMs(judged.level()), judged.level()),
                            due -> new ArrayList<>())
                    .add(key);
        }
    }

    private Judged judged(CorrelationRule rule) {
        Judged judged = rules.get(rule.info().id());
        if (judged == null) {
            throw new IllegalStateException("no rule " + rule.info().id());
        }
        return judged;
    }
}
