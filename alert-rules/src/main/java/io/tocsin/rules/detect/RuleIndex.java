package io.tocsin.rules.detect;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.DetectionRule;
import io.tocsin.rules.sigma.RuleSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the correlation rules that an event counts for. Stateless: the same event always gives the same hits.
 *
 * <p>Each detection is tried once for an event, however many correlations refer to it, and rules that group by the same
 * fields get the same {@link Group} object.
 */
public final class RuleIndex {

    /**
     * An event counts for a rule.
     *
     * @param rule the rule
     * @param isInPlace {@link CorrelationRule#isInPlace()}
     * @param group the group it counts in, or {@code null} where the event lacks a field of the rule's {@code group-by}, or
     *     what the rule counts
     * @param mark the hash of the values of its distinct fields, its number in thousandths, or the bits of the steps that the
     *     event takes, the lowest for the first; 0 for a rule that looks at none of these
     */
    public record Hit(
            CorrelationRule rule,
            boolean isInPlace,
            @Nullable Group group,
            long mark) {}

    /** By the labels of streams. */
    private final Map<String, Plan> byStream = new HashMap<>();

    /** An index of a rule set. */
    public RuleIndex(RuleSet rules) {
        for (CorrelationRule rule : rules.correlations()) {
            for (EventStream stream : rule.streams()) {
                byStream.computeIfAbsent(stream.label(), added -> new Plan()).add(rule);
            }
        }
    }

    /** The rules that the event counts for, in the rule set's order. */
    public List<Hit> hits(SecurityEvent event) {
        Plan plan = byStream.get(event.stream().label());
        return plan == null ? List.of() : plan.hits(event);
    }

    /** What is to be tried for the events of one stream. */
    private static final class Plan {
        private final List<DetectionRule> detections = new ArrayList<>();
        private final Map<DetectionRule, Integer> places = new HashMap<>();
        private final List<Planned> rules = new ArrayList<>();

        private record Planned(CorrelationRule rule, boolean isInPlace, BitSet detections, List<BitSet> steps) {}

        void add(CorrelationRule rule) {
            rules.add(new Planned(
                    rule,
                    rule.isInPlace(),
                    places(rule.rules()),
                    rule.steps().stream().map(step -> places(step.rules())).toList()));
        }

        private BitSet places(List<DetectionRule> tried) {
            BitSet bits = new BitSet();
            for (DetectionRule detection : tried) {
                bits.set(places.computeIfAbsent(detection, added -> {
                    detections.add(added);
                    return detections.size() - 1;
                }));
            }
            return bits;
        }

        List<Hit> hits(SecurityEvent event) {
            BitSet met = met(event);
            if (met.isEmpty()) {
                return List.of();
            }
            List<Hit> hits = new ArrayList<>(rules.size());
            for (Planned planned : rules) {
                if (planned.detections().intersects(met)) {
                    hits.add(hit(planned, event, met, hits));
                }
            }
            return hits;
        }

        private BitSet met(SecurityEvent event) {
            BitSet met = new BitSet(detections.size());
            for (int i = 0; i < detections.size(); i++) {
                if (detections.get(i).matches(event)) {
                    met.set(i);
                }
            }
            return met;
        }

        private Hit hit(Planned planned, SecurityEvent event, BitSet met, List<Hit> before) {
            CorrelationRule rule = planned.rule();
            DetectionRule detection = first(rule, met);
            Long mark = rule.hasSteps() ? Long.valueOf(steps(planned.steps(), met)) : Marks.of(rule, detection, event);
            return mark == null
                    ? new Hit(rule, planned.isInPlace(), null, 0)
                    : new Hit(rule, planned.isInPlace(), group(rule, detection, event, before), mark);
        }

        /** Of the detections that the event met, the rule's first: aliases are told by it. */
        private DetectionRule first(CorrelationRule rule, BitSet met) {
            if (rule.aliases().fields().isEmpty()) {
                return rule.rules().get(0);
            }
            return rule.rules().stream()
                    .filter(each -> met.get(Objects.requireNonNull(places.get(each))))
                    .findFirst()
                    .orElseThrow();
        }

        private static @Nullable Group group(
                CorrelationRule rule, DetectionRule detection, SecurityEvent event, List<Hit> before) {
            if (rule.aliases().areIn(rule.groupBy())) {
                List<String> fields = rule.aliases().fields(rule.groupBy(), detection);
                return Group.of(event, rule.groupBy(), fields).orElse(null);
            }
            for (Hit other : before) {
                if (other.group() != null
                        && other.rule().groupBy().equals(rule.groupBy())
                        && !other.rule().aliases().areIn(rule.groupBy())) {
                    return other.group();
                }
            }
            return Group.of(event, rule.groupBy()).orElse(null);
        }

        private static long steps(List<BitSet> steps, BitSet met) {
            long bits = 0;
            for (int i = 0; i < steps.size(); i++) {
                if (steps.get(i).intersects(met)) {
                    bits |= 1L << i;
                }
            }
            return bits;
        }
    }
}
