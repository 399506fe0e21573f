package io.tocsin.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.JudgedAt;
import io.tocsin.rules.sigma.RuleCompiler;
import io.tocsin.rules.sigma.RuleFile;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random rule documents over random events: groups of several fields, aliases, values of several fields, events that meet
 * several rules and those that lack a field. What a scan of the events in order finds, and what correlating them in any
 * order within the lateness comes to, is what the oracle finds in each group by itself.
 */
class RuleOracleTest {

    private static final int RULES = 1_000;
    private static final int ALL_RULES = 10_000;
    private static final long LATENESS_MS = 1_500;

    @Test
    void whatDocumentsSayIsFoundInOrderAndShuffled() {
        Map<JudgedAt, Integer> found = new EnumMap<>(JudgedAt.class);
        for (long seed = 1; seed <= RULES; seed++) {
            assertFound(seed, found);
        }
        for (JudgedAt each : JudgedAt.values()) {
            assertTrue(found.getOrDefault(each, 0) > 100, () -> "too few episodes to tell anything: " + found);
        }
    }

    @Tag("long")
    @Test
    void whatTenThousandDocumentsSayIsFoundInOrderAndShuffled() {
        for (long seed = RULES + 1; seed <= ALL_RULES; seed++) {
            assertFound(seed, new EnumMap<>(JudgedAt.class));
        }
    }

    private static void assertFound(long seed, Map<JudgedAt, Integer> episodes) {
        // Of seeds that lie close together the first numbers would, too.
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        RandomRule written = new RandomRule(random);
        RuleSet rules = compile(seed, written.text());
        List<SecurityEvent> events = RandomRule.events(random);
        CorrelationRule rule = rules.correlations().stream()
                .filter(each -> each.info().name().equals("rule"))
                .findFirst()
                .orElseThrow();
        List<Alert> scanned = new ArrayList<>();
        Scanner scanner = new Scanner(rules, Assets.NONE, scanned::add);
        events.forEach(event -> scanner.accept(event, () -> fingerprint(event)));
        scanner.finish();
        String message = "seed " + seed + "\n" + written.text();
        Map<Group, List<Oracle.Expected>> found = found(scanned, rule);
        OracleRule asked = OracleRule.read(written.text(), "rule");
        assertEquals(expected(events, asked, written), found, message);
        episodes.merge(
                rule.judgedAt(), found.values().stream().mapToInt(List::size).sum(), Integer::sum);
        List<SecurityEvent> shuffled = shuffled(events, random);
        assertEquals(
                expected(shuffled, asked, written),
                found(correlated(shuffled, rules, rule), rule),
                "shuffled, " + message);
    }

    private static RuleSet compile(long seed, String text) {
        try {
            return RuleCompiler.compile(List.of(new RuleFile("rules.yml", text)));
        } catch (InvalidDocumentException e) {
            throw new AssertionError("seed " + seed + "\n" + text, e);
        }
    }

    private static List<SecurityEvent> shuffled(List<SecurityEvent> events, Random random) {
        TreeMap<Long, SecurityEvent> arrival = new TreeMap<>();
        for (SecurityEvent event : events) {
            arrival.put((event.timeMs() + random.nextInt((int) LATENESS_MS)) * 1_000 + arrival.size(), event);
        }
        return new ArrayList<>(arrival.values());
    }

    /** What the oracle finds in each group. */
    private static Map<Group, List<Oracle.Expected>> expected(
            List<SecurityEvent> events, OracleRule rule, RandomRule written) {
        Map<Group, List<Match>> groups = new HashMap<>();
        long newestMs = Long.MIN_VALUE;
        for (SecurityEvent event : events) {
            newestMs = Math.max(newestMs, event.timeMs());
            Group group = written.group(event);
            Long mark = written.mark(event);
            if (group != null && mark != null) {
                groups.computeIfAbsent(group, any -> new ArrayList<>()).add(match(event, mark));
            }
        }
        Map<Group, List<Oracle.Expected>> expected = new HashMap<>();
        for (Map.Entry<Group, List<Match>> each : groups.entrySet()) {
            List<Oracle.Expected> episodes = Oracle.episodes(each.getValue(), rule, newestMs + 1);
            if (!episodes.isEmpty()) {
                expected.put(each.getKey(), episodes);
            }
        }
        return expected;
    }

    private static Map<Group, List<Oracle.Expected>> found(List<Alert> alerts, CorrelationRule rule) {
        Map<Group, List<Oracle.Expected>> found = new HashMap<>();
        alerts.stream()
                .filter(alert -> alert.rule().name().equals(rule.info().name()))
                .sorted(Comparator.comparing(Alert::crossingTimeMs))
                .forEach(alert -> found.computeIfAbsent(
                                new Group(alert.tenant(), alert.group()), any -> new ArrayList<>())
                        .add(new Oracle.Expected(
                                alert.crossingTimeMs(),
                                alert.count(),
                                alert.countAtCrossing(),
                                alert.score().distinct(),
                                alert.lastSeenMs())));
        return found;
    }

    /** The last alert of every uid that was neither merged into another nor retracted. */
    private static List<Alert> correlated(List<SecurityEvent> events, RuleSet rules, CorrelationRule rule) {
        RuleIndex.Search index = new RuleIndex(rules).search();
        Correlator correlator = new Correlator(rule, "hash", Assets.NONE);
        Map<Group, GroupState> states = new HashMap<>();
        Map<String, Alert> folded = new LinkedHashMap<>();
        long newestMs = Long.MIN_VALUE + LATENESS_MS;
        for (SecurityEvent event : events) {
            newestMs = Math.max(newestMs, event.timeMs());
            for (RuleIndex.Hit hit : index.hits(event)) {
                Group group = hit.group();
                if (group != null && hit.rule().equals(rule)) {
                    GroupState state = states.getOrDefault(group, GroupState.EMPTY);
                    states.put(
                            group,
                            fold(
                                    folded,
                                    correlator.correlate(
                                            group, state, match(event, hit.mark()), newestMs - LATENESS_MS)));
                }
            }
            long watermarkMs = newestMs - LATENESS_MS;
            states.replaceAll((group, state) -> state.timerMs() > watermarkMs
                    ? state
                    : fold(folded, correlator.advance(group, state, watermarkMs)));
        }
        long endMs = newestMs + 1;
        states.replaceAll((group, state) -> fold(folded, correlator.finish(group, state, endMs)));
        return folded.values().stream()
                .filter(alert -> alert.mergedInto() == null && !alert.retracted())
                .toList();
    }

    private static GroupState fold(Map<String, Alert> folded, Step step) {
        step.alerts().forEach(alert -> folded.put(alert.uid(), alert));
        return step.state();
    }

    private static Match match(SecurityEvent event, long mark) {
        return Given.match(event.timeMs(), event.eventId().id(), mark);
    }

    private static Fingerprint fingerprint(SecurityEvent event) {
        return match(event, 0).fingerprint();
    }
}
