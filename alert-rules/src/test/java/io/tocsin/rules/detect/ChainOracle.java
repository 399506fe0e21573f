package io.tocsin.rules.detect;

import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.match.Thousandths;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.CorrelationRule.Inner;
import io.tocsin.rules.sigma.CorrelationRule.SequenceStep;
import io.tocsin.rules.sigma.DetectionRule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Rules that look at one another, written down naively: the matches of each rule are made from all events and from the
 * crossings that the {@link Oracle} finds for the rules below it, whose events are known whole.
 */
final class ChainOracle {
    private final String documents;
    private final List<? extends SecurityEvent> arrived;
    private final long watermarkMs;
    private final Map<Object, Long> valueNumbers = new HashMap<>();
    /** The event that a match, be it of an event or of a crossing, stands for. */
    private final Map<Match, SecurityEvent> events = new HashMap<>();

    /**
     * The rules over these events, in this order of arrival.
     *
     * @param documents the rules as they are written
     * @param watermarkMs how far the watermark comes in the end, by which absences are judged
     */
    ChainOracle(String documents, List<? extends SecurityEvent> arrived, long watermarkMs) {
        this.documents = documents;
        this.arrived = arrived;
        this.watermarkMs = watermarkMs;
    }

    /** Every episode of a rule, as {@code group at time: count, count at crossing}. */
    SortedSet<String> episodes(CorrelationRule rule) {
        SortedSet<String> episodes = new TreeSet<>();
        matches(rule)
                .forEach((group, matches) -> Oracle.episodes(matches, asked(rule), watermarkMs)
                        .forEach(each -> episodes.add(rule.info().name() + " " + group + " at " + each.crossingTimeMs()
                                + ": " + each.count() + ", " + each.countAtCrossing())));
        return episodes;
    }

    private OracleRule asked(CorrelationRule rule) {
        return OracleRule.read(documents, rule.info().name());
    }

    private Map<Map<String, String>, List<Match>> matches(CorrelationRule rule) {
        Map<Map<String, String>, List<Match>> byGroup = new LinkedHashMap<>();
        for (SecurityEvent event : arrived) {
            if (rule.rules().stream().anyMatch(detection -> detection.matches(event))) {
                Match match =
                        Given.match(event.timeMs(), event.eventId().id(), mark(rule, event, stepsOf(rule, event)));
                add(rule, byGroup, match, event);
            }
        }
        for (Inner inner : rule.inners()) {
            long step = inner.step() < 0 ? 0 : 1L << inner.step();
            matches(inner.rule())
                    .forEach((group, matches) -> Oracle.crossings(matches, asked(inner.rule()), watermarkMs)
                            .forEach(crossing -> {
                                SecurityEvent event = events.get(crossing.match());
                                add(
                                        rule,
                                        byGroup,
                                        match(inner.rule(), group, crossing, mark(rule, event, step)),
                                        event);
                            }));
        }
        return byGroup;
    }

    private static Match match(CorrelationRule inner, Map<String, String> group, Oracle.Crossing crossing, long mark) {
        StringBuilder values = new StringBuilder();
        group.values()
                .forEach(value -> values.append(value.length()).append(':').append(value));
        Match match = crossing.match();
        Fingerprint fingerprint = crossing.isExpiry()
                ? Fingerprint.of(values.toString().getBytes(StandardCharsets.UTF_8))
                : match.fingerprint();
        String id = crossing.isExpiry()
                ? Long.toHexString(fingerprint.high()) + Long.toHexString(fingerprint.low())
                : match.source() + '\n' + match.id();
        Evidence evidence = new Evidence(crossing.timeMs(), null, null);
        return new Match(inner.info().id(), id, fingerprint, mark, false, evidence);
    }

    private void add(
            CorrelationRule rule, Map<Map<String, String>, List<Match>> byGroup, Match match, SecurityEvent event) {
        events.put(match, event);
        Map<String, String> group = new LinkedHashMap<>();
        rule.groupBy().forEach(field -> group.put(field, String.valueOf(event.field(field))));
        byGroup.computeIfAbsent(group, added -> new ArrayList<>()).add(match);
    }

    private static long stepsOf(CorrelationRule rule, SecurityEvent event) {
        long bits = 0;
        for (int i = 0; i < rule.steps().size(); i++) {
            SequenceStep step = rule.steps().get(i);
            if (step.rules().stream().anyMatch((DetectionRule each) -> each.matches(event))) {
                bits |= 1L << i;
            }
        }
        return bits;
    }

    private long mark(CorrelationRule rule, SecurityEvent event, long steps) {
        String number = rule.condition().numberField();
        if (rule.hasSteps()) {
            return steps;
        }
        if (number != null) {
            @Nullable Long thousandths = Thousandths.of(event.field(number));
            return thousandths == null ? 0 : thousandths;
        }
        List<Object> values = new ArrayList<>();
        rule.distinctFields().forEach(field -> values.add(String.valueOf(event.field(field))));
        return values.isEmpty() ? 0 : valueNumbers.computeIfAbsent(values, added -> 1L + valueNumbers.size());
    }
}
