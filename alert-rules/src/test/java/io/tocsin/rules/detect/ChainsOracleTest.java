package io.tocsin.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.event.ApiResponseEvent;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.RuleSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Seeded random sets of rules that look at one another's episodes, over seeded random streams that are shuffled within the
 * lateness: what the alerts fold to is what the oracle finds by feeding the episodes of one rule to the next.
 */
class ChainsOracleTest {
    private static final int SETS = 500;
    private static final long LATENESS_MS = 120_000;

    @Test
    void whateverTheOrderOfArrivalTheEpisodesAreThoseOfTheRulesBelow() {
        int found = 0;
        for (long seed = 1; seed <= SETS; seed++) {
            Random random = new Random(seed);
            String documents = ChainedRules.of(random);
            RuleSet rules = ChainedRules.compile(List.of(documents));
            List<ApiResponseEvent> events = events(random);
            Arrival arrival = new Arrival(rules, arrived(events, random), random);
            assertSame(expected(documents, rules, arrival.events, Long.MAX_VALUE), arrival.run(), "seed " + seed);
            long newestMs = events.get(events.size() - 1).timeMs();
            SortedSet<String> expected = expected(documents, rules, events, newestMs + 1);
            assertSame(expected, scanned(rules, events), "scanned, seed " + seed);
            found += expected.size();
        }
        assertTrue(found > 10 * SETS, "only " + found + " episodes");
    }

    private static void assertSame(SortedSet<String> expected, SortedSet<String> found, String message) {
        SortedSet<String> missing = new TreeSet<>(expected);
        missing.removeAll(found);
        SortedSet<String> surplus = new TreeSet<>(found);
        surplus.removeAll(expected);
        assertEquals(Set.of(), missing, message + ", beside the surplus " + surplus);
        assertEquals(Set.of(), surplus, message);
    }

    private static List<ApiResponseEvent> arrived(List<ApiResponseEvent> events, Random random) {
        TreeMap<Long, ApiResponseEvent> arrival = new TreeMap<>();
        for (ApiResponseEvent event : events) {
            long arrivedMs = event.timeMs() + random.nextInt((int) LATENESS_MS);
            arrival.put(arrivedMs * 1_000 + arrival.size(), event);
        }
        return List.copyOf(arrival.values());
    }

    private static SortedSet<String> expected(
            String documents, RuleSet rules, List<ApiResponseEvent> events, long watermarkMs) {
        SortedSet<String> expected = new TreeSet<>();
        rules.correlations()
                .forEach(rule -> expected.addAll(new ChainOracle(documents, events, watermarkMs).episodes(rule)));
        return expected;
    }

    private static SortedSet<String> scanned(RuleSet rules, List<ApiResponseEvent> events) {
        SortedSet<String> found = new TreeSet<>();
        Scanner scanner = new Scanner(rules, Assets.NONE, alert -> found.add(text(alert)));
        events.forEach(event -> scanner.accept(event, () -> fingerprint(event)));
        scanner.finish();
        return found;
    }

    private static String text(Alert alert) {
        return alert.rule().name() + " " + alert.group() + " at " + alert.crossingTimeMs() + ": " + alert.count() + ", "
                + alert.countAtCrossing();
    }

    private static Fingerprint fingerprint(ApiResponseEvent event) {
        return Given.match(event.timeMs(), event.eventId().id()).fingerprint();
    }

    private static List<ApiResponseEvent> events(Random random) {
        List<ApiResponseEvent> events = new ArrayList<>();
        long time = 1_000_000;
        int size = 5 + random.nextInt(60);
        for (int i = 0; i < size; i++) {
            time += random.nextInt(4) == 0 ? random.nextInt(300) * 1_000L : random.nextInt(20) * 1_000L;
            events.add(new ApiResponseEvent(
                    new EventId("default", "s", "e" + random.nextInt(3) + "-" + i),
                    time,
                    null,
                    "client" + random.nextInt(2),
                    "GET",
                    "/" + random.nextInt(3),
                    List.of(401, 404, 500).get(random.nextInt(3)),
                    "192.0.2." + random.nextInt(2),
                    null));
        }
        events.sort(Comparator.comparing(ApiResponseEvent::timeMs)
                .thenComparing(event -> event.eventId().id()));
        return events;
    }

    /** One order of arrival, and one course of the watermarks, of which each level's lags behind the one below it. */
    private static final class Arrival {
        private record Key(String ruleId, Group group) {}

        private final RuleSet rules;
        private final List<ApiResponseEvent> events;
        private final Random random;
        private final RuleIndex.Search index;
        private final Chains chains;
        private final Map<String, CorrelationRule> byId = new HashMap<>();
        private final Map<String, Correlator> correlators = new HashMap<>();
        private final Map<Key, GroupState> states = new LinkedHashMap<>();
        private final Map<String, Alert> folded = new LinkedHashMap<>();
        private final long[] watermarks;

        Arrival(RuleSet rules, List<ApiResponseEvent> events, Random random) {
            this.rules = rules;
            this.events = events;
            this.random = random;
            this.index = new RuleIndex(rules).search();
            this.chains = new Chains(rules);
            for (CorrelationRule rule : rules.counting()) {
                byId.put(rule.info().id(), rule);
                correlators.put(
                        rule.info().id(), new Correlator(rule, rules.hash(), Assets.NONE, chains.isInner(rule)));
            }
            watermarks = new long[chains.levels()];
        }

        SortedSet<String> run() {
            long newest = 0;
            for (ApiResponseEvent event : events) {
                newest = Math.max(newest, event.timeMs());
                Match match = Given.match(event.timeMs(), event.eventId().id());
                for (RuleIndex.Hit hit : index.hits(event)) {
                    correlate(new Key(hit.rule().info().id(), hit.group()), hit.of(match));
                }
                if (random.nextInt(3) == 0) {
                    advance(newest - LATENESS_MS, random.nextInt(watermarks.length + 1));
                }
            }
            advance(Long.MAX_VALUE, watermarks.length);
            assertEquals(Map.of(), states);
            SortedSet<String> found = new TreeSet<>();
            folded.values().stream()
                    .filter(alert -> alert.mergedInto() == null && !alert.retracted())
                    .forEach(alert -> found.add(text(alert)));
            return found;
        }

        private void advance(long watermarkMs, int levels) {
            for (int level = 0; level < levels; level++) {
                // A level reaches what the one below it has settled.
                watermarks[level] = level == 0 ? watermarkMs : watermarks[level - 1];
                while (true) {
                    List<Key> due = due(level);
                    if (due.isEmpty()) {
                        break;
                    }
                    Collections.shuffle(due, random);
                    for (Key key : due) {
                        GroupState state = states.get(key).withTimer(Long.MAX_VALUE);
                        done(key, correlator(key).advance(key.group(), state, watermarks[level]));
                    }
                }
            }
        }

        private List<Key> due(int level) {
            List<Key> due = new ArrayList<>();
            states.forEach((key, state) -> {
                if (level(key) == level && state.timerMs() <= watermarks[level]) {
                    due.add(key);
                }
            });
            return due;
        }

        private int level(Key key) {
            return byId.get(key.ruleId()).level();
        }

        private Correlator correlator(Key key) {
            return correlators.get(key.ruleId());
        }

        private void correlate(Key key, Match match) {
            GroupState state = states.getOrDefault(key, GroupState.EMPTY);
            if (random.nextInt(3) == 0) {
                state = correlator(key).restore(asStored(state));
            }
            done(key, correlator(key).correlate(key.group(), state, match, watermarks[level(key)]));
        }

        private void done(Key key, Step step) {
            if (step.state().isEmpty()) {
                states.remove(key);
            } else {
                states.put(key, step.state());
            }
            CorrelationRule rule = byId.get(key.ruleId());
            if (rules.correlations().contains(rule)) {
                step.alerts().forEach(alert -> folded.put(alert.uid(), alert));
            }
            for (Match crossing : step.crossings()) {
                chains.hits(rule, key.group(), crossing)
                        .forEach(hit -> correlate(new Key(hit.rule().info().id(), hit.group()), hit.match()));
            }
        }

        /** Without what isn't stored: the present form of the episodes. */
        private static GroupState asStored(GroupState state) {
            return state.withAlerted(state.alerted().stream()
                    .map(each -> each.withCurrent(
                            each.settled() == null ? Episode.of(each.current().crossing()) : each.settled()))
                    .toList());
        }
    }
}
