package io.tocsin.rules.detect;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.match.Condition;
import io.tocsin.rules.match.ConditionIndex;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.DetectionRule;
import io.tocsin.rules.sigma.EventNames;
import io.tocsin.rules.sigma.RuleSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the correlation rules that an event counts for; the same event always gives the same hits. It is made once of a rule
 * set and can be shared by threads; each looks by a {@link Search} of its own.
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
     * @param carried the values that the match carries for rules that look at this one's episodes; most often none
     */
    public record Hit(
            CorrelationRule rule,
            boolean isInPlace,
            @Nullable Group group,
            long mark,
            Map<String, String> carried) {

        /** The event as the rule sees it. */
        public Match of(Match event) {
            return event.withMark(mark).withCarried(carried);
        }
    }

    /** Of a detection that looks at other streams. */
    private static final Condition NEVER = new Condition.Any(List.of());

    /** By the labels of streams. */
    private final Map<String, Plan> byStream = new HashMap<>();

    /** An index of a rule set. */
    public RuleIndex(RuleSet rules) {
        Chains chains = new Chains(rules);
        Map<String, List<CorrelationRule>> rulesByStream = new HashMap<>();
        for (CorrelationRule rule : rules.counting()) {
            rule.streams().stream()
                    .map(EventStream::label)
                    .distinct()
                    .forEach(stream -> rulesByStream
                            .computeIfAbsent(stream, added -> new ArrayList<>())
                            .add(rule));
        }
        rulesByStream.forEach((stream, its) -> byStream.put(stream, new Plan(stream, its, chains)));
    }

    /** Something to look with, for one thread at a time. */
    public Search search() {
        return new Search();
    }

    /** Looks for the rules of one event after the other, in memory that it uses again. */
    public final class Search {
        private final Map<String, ConditionIndex.Search> conditions = new HashMap<>();

        private Search() {
            byStream.forEach((stream, plan) -> conditions.put(stream, plan.index.search()));
        }

        /** The rules that the event counts for, in the rule set's order. */
        public List<Hit> hits(SecurityEvent event) {
            String stream = event.stream().label();
            Plan plan = byStream.get(stream);
            ConditionIndex.Search search = conditions.get(stream);
            if (plan == null || search == null) {
                return List.of();
            }
            SecurityEvent seen = plan.names.seen(event);
            return plan.hits(seen, search.met(seen));
        }
    }

    /** What is to be tried for the events of one stream. */
    private static final class Plan {
        private final Chains chains;
        private final List<DetectionRule> detections = new ArrayList<>();
        private final Map<DetectionRule, Integer> places = new HashMap<>();
        private final List<Planned> rules = new ArrayList<>();

        /** By the place of a detection, the places of the rules that refer to it. */
        private final List<List<Integer>> rulesOf = new ArrayList<>();

        private final ConditionIndex index;
        private final EventNames names;

        private record Planned(CorrelationRule rule, boolean isInPlace, List<BitSet> steps) {}

        Plan(String stream, List<CorrelationRule> its, Chains chains) {
            this.chains = chains;
            for (CorrelationRule rule : its) {
                places(rule.rules()).stream()
                        .forEach(place -> rulesOf.get(place).add(rules.size()));
                rules.add(new Planned(
                        rule,
                        rule.isInPlace(),
                        rule.steps().stream().map(step -> places(step.rules())).toList()));
            }
            names = EventNames.of(stream, detections);
            index = new ConditionIndex(detections.stream()
                    .map(detection -> detection.isOf(stream) ? detection.condition() : NEVER)
                    .toList());
        }

        private BitSet places(List<DetectionRule> tried) {
            BitSet bits = new BitSet();
            for (DetectionRule detection : tried) {
                bits.set(places.computeIfAbsent(detection, added -> {
                    detections.add(added);
                    rulesOf.add(new ArrayList<>());
                    return detections.size() - 1;
                }));
            }
            return bits;
        }

        /** @param met the places of the detections that the event meets */
        List<Hit> hits(SecurityEvent event, BitSet met) {
            if (met.isEmpty()) {
                return List.of();
            }
            BitSet due = new BitSet(rules.size());
            for (int i = met.nextSetBit(0); i >= 0; i = met.nextSetBit(i + 1)) {
                rulesOf.get(i).forEach(due::set);
            }
            List<Hit> hits = new ArrayList<>(due.cardinality());
            for (int i = due.nextSetBit(0); i >= 0; i = due.nextSetBit(i + 1)) {
                hits.add(hit(rules.get(i), event, met, hits));
            }
            return hits;
        }

        private Hit hit(Planned planned, SecurityEvent event, BitSet met, List<Hit> before) {
            CorrelationRule rule = planned.rule();
            DetectionRule detection = first(rule, met);
            if (rule.isChained()) {
                Chains.Seen seen = chains.see(
                        rule,
                        detection.info(),
                        event.eventId().tenant(),
                        new BoundedFields(event),
                        steps(planned.steps(), met));
                return new Hit(rule, false, seen.group(), seen.mark(), seen.carried());
            }
            Long mark = rule.hasSteps()
                    ? Long.valueOf(steps(planned.steps(), met) | familiar(rule, event))
                    : Marks.of(rule, detection.info(), event);
            return mark == null
                    ? new Hit(rule, planned.isInPlace(), null, 0, Map.of())
                    : new Hit(
                            rule,
                            planned.isInPlace(),
                            group(rule, detection, event, before),
                            mark,
                            chains.carried(rule, detection.info(), new BoundedFields(event)));
        }

        private static long familiar(CorrelationRule rule, SecurityEvent event) {
            boolean isFamiliar = rule.takeover() && Boolean.TRUE.equals(event.field(LoginEvent.FAMILIAR_SOURCE));
            return isFamiliar ? StepWindows.FAMILIAR : 0;
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
                        && !other.rule().isChained()
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
