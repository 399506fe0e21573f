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
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The engine over events that come in the order of their times, without Kafka: every episode is told of once, in its final
 * form, as soon as it has ended. Memory is bounded by the groups that are active within a rule's timespan.
 */
public final class Scanner {

    private record Key(String ruleId, Group group) {}

    private final RuleIndex.Search index;
    private final Map<String, Correlator> correlators = new HashMap<>();
    private final Map<Key, GroupState> states = new HashMap<>();
    private final TreeMap<Long, List<Key>> timers = new TreeMap<>();
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
        this.episodes = episodes;
        for (CorrelationRule rule : rules.correlations()) {
            correlators.put(rule.info().id(), new Correlator(rule, rules.hash(), assets));
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
        runTimers(newestMs, (key, state) -> correlator(key).advance(key.group(), state, event.timeMs()));
        Match match = null;
        for (RuleIndex.Hit hit : index.hits(event)) {
            if (hit.group() == null) {
                continue;
            }
            Key key = new Key(hit.rule().info().id(), hit.group());
            GroupState state = states.getOrDefault(key, GroupState.EMPTY);
            Correlator correlator = correlator(key);
            if (state.entries().size() < correlator.neededFor(hit.mark())) {
                continue;
            }
            match = match == null ? matchOf(event, fingerprint.get()) : match;
            Step step = correlator.correlate(key.group(), state, match.withMark(hit.mark()), newestMs);
            tellEnded(step);
            keep(key, state, step.state());
        }
    }

    private static Match matchOf(SecurityEvent event, Fingerprint fingerprint) {
        return new Match(
                event.eventId().source(),
                event.eventId().id(),
                fingerprint,
                0,
                false,
                new Evidence(event.timeMs(), null, event.origin()));
    }

    /**
     * Tells of the episodes that were still running when the events ended. That nothing happens behind the newest event says
     * nothing.
     */
    public void finish() {
        // All events of the newest time are there.
        long watermarkMs = newestMs == Long.MIN_VALUE ? newestMs : newestMs + 1;
        runTimers(Long.MAX_VALUE, (key, state) -> correlator(key).finish(key.group(), state, watermarkMs));
    }

    private void runTimers(long untilMs, BiFunction<Key, GroupState, Step> wake) {
        while (!timers.isEmpty() && timers.firstKey() <= untilMs) {
            List<Key> due = new ArrayList<>(timers.pollFirstEntry().getValue());
            due.sort(Comparator.comparing(Key::ruleId)
                    .thenComparing(key -> key.group().toString()));
            for (Key key : due) {
                GroupState state = states.getOrDefault(key, GroupState.EMPTY).withTimer(Long.MAX_VALUE);
                Step step = wake.apply(key, state);
                tellEnded(step);
                keep(key, state, step.state());
            }
        }
    }

    private void tellEnded(Step step) {
        for (Alert alert : step.alerts()) {
            if (alert.activity() == Alert.Activity.CLOSE && alert.mergedInto() == null && !alert.retracted()) {
                episodes.accept(alert.asFinalCreate());
            }
        }
    }

    private void keep(Key key, GroupState before, GroupState after) {
        if (after.isEmpty()) {
            states.remove(key);
        } else {
            states.put(key, after);
        }
        if (after.timerMs() < before.timerMs()) {
            timers.computeIfAbsent(after.timerMs(), due -> new ArrayList<>()).add(key);
        }
    }

    private Correlator correlator(Key key) {
        Correlator correlator = correlators.get(key.ruleId());
        if (correlator == null) {
            throw new IllegalStateException("no rule " + key.ruleId());
        }
        return correlator;
    }
}
