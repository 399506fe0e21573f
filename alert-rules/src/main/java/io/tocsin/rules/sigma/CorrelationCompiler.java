package io.tocsin.rules.sigma;

import io.tocsin.rules.sigma.StepExpression.StepExpressionException;
import io.tocsin.rules.yaml.MapReader;
import io.tocsin.rules.yaml.Names;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlList;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a correlation document; what of it isn't supported is refused by name.
 */
final class CorrelationCompiler {

    private final MapReader reader;
    private final RuleReferences references;
    private final Problems problems;

    CorrelationCompiler(MapReader reader, RuleReferences references, Problems problems) {
        this.reader = reader;
        this.references = references;
        this.problems = problems;
    }

    /** Whether the document is of a type that may refer to correlations. */
    static boolean hasSteps(MapReader reader) {
        return reader.map()
                .get("correlation")
                .filter(YamlMap.class::isInstance)
                .flatMap(correlation -> ((YamlMap) correlation).get("type"))
                .filter(type -> type instanceof YamlScalar scalar
                        && Stream.of(CorrelationType.values())
                                .anyMatch(
                                        each -> each.hasSteps() && each.label().equals(scalar.text())))
                .isPresent();
    }

    /** The rule; after a problem some of its parts mean nothing, and the rule set is refused. */
    Optional<CorrelationRule> compile(RuleInfo info) {
        boolean generate = reader.bool("generate").orElse(false);
        Optional<MapReader> correlation = reader.map("correlation");
        TocsinBlock custom = new TocsinBlock(reader);
        if (correlation.isEmpty()) {
            return Optional.empty();
        }
        MapReader body = correlation.get();
        body.require("type");
        if (!isExtended(body)) {
            body.require("rules");
        }
        Optional<CorrelationType> type = type(body);
        boolean steps = type.filter(CorrelationType::hasSteps).isPresent();
        List<Referred> referred = rules(body, steps, generate);
        if (type.isEmpty()) {
            // What else a document of another type says can't be judged.
            body.ignoreRest();
            custom.ignoreRest();
            return Optional.empty();
        }
        body.require("timespan");
        List<DetectionRule> rules = referred.stream()
                .flatMap(each -> each.detections().stream())
                .distinct()
                .toList();
        SharedFields shared = new SharedFields(body, rules, byReference(referred), problems);
        List<String> groupBy = groupBy(body, shared);
        requireSameGroup(referred, groupBy, shared.aliases());
        Optional<MapReader> condition = steps ? Optional.empty() : condition(body);
        CorrelationCondition asked = steps
                ? stepsCondition(body, type.get(), referred)
                : condition
                        .map(each -> new CorrelationConditionReader(body, each, type.get())
                                .read(CorrelationRule.MAX_THRESHOLD))
                        .orElse(CorrelationCondition.atLeast(1));
        List<String> fields = fields(condition, type.get(), custom, groupBy, shared);
        List<String> distinct = asked.numberField() == null ? fields : List.of();
        requireSomeTenant(info, rules);
        CorrelationRule rule = new CorrelationRule(
                info,
                type.get(),
                rules,
                steps ? steps(referred, type.get(), asked) : List.of(),
                groupBy,
                shared.aliases(),
                Timespan.readMs(body),
                asked,
                custom.baseScore(info),
                distinct,
                custom.takeover(type.get()),
                custom.response(groupBy, shared.aliases()));
        return Optional.of(rule.limitedTo(info.tenants()));
    }

    private void requireSomeTenant(RuleInfo info, List<DetectionRule> rules) {
        for (DetectionRule rule : rules) {
            Set<String> theirs = rule.info().tenants();
            if (!info.tenants().isEmpty() && !theirs.isEmpty() && Collections.disjoint(info.tenants(), theirs)) {
                problems.add(
                        info.file(),
                        reader.lineOf("tocsin"),
                        "`tocsin.tenants` has none of the tenants that rule `"
                                + rule.info().name() + "` is limited to, so that none of its events would count: "
                                + String.join(", ", new TreeSet<>(theirs)));
            }
        }
    }

    private static Optional<CorrelationType> type(MapReader body) {
        return body.oneOf("type", List.of(CorrelationType.values()), CorrelationType::label);
    }

    /** What a reference in {@code rules} means. */
    private record Referred(
            YamlScalar at,
            @Nullable DetectionRule detection,
            @Nullable CorrelationRule correlation) {

        List<DetectionRule> detections() {
            return detection != null ? List.of(detection) : correlation != null ? correlation.rules() : List.of();
        }

        CorrelationRule.SequenceStep step() {
            return correlation == null
                    ? new CorrelationRule.SequenceStep(detections(), 1, 1)
                    : new CorrelationRule.SequenceStep(detections(), correlation.timespanMs(), correlation.threshold());
        }
    }

    private List<Referred> rules(MapReader body, boolean steps, boolean generate) {
        List<Referred> rules = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        if (body.has("rules") && isEmptyList(body, "rules")) {
            body.problem("rules", "is empty; name the detections to count");
        }
        List<YamlScalar> written = steps ? stepReferences(body) : body.scalars("rules");
        for (YamlScalar reference : written) {
            Optional<RuleReferences.Entry> found = references.refer(reference.text(), !generate);
            if (found.isEmpty()) {
                String suggestion = Names.nearest(reference.text(), references.names())
                        .map(name -> "; did you mean `" + name + "`?")
                        .orElse("");
                problems.add(reference, "no rule has the id or name `" + reference.text() + "`" + suggestion);
            } else if (!ids.add(found.get().info().id())) {
                problems.add(reference, "`" + reference.text() + "` refers to a rule that stands in the list already");
            } else if (mayRefer(reference, found.get(), steps)) {
                rules.add(new Referred(
                        reference, found.get().detection(), found.get().correlation()));
            }
        }
        if (steps && !written.isEmpty() && (ids.size() < 2 || ids.size() > CorrelationRule.MAX_STEPS)) {
            body.problem(
                    "rules",
                    "has " + ids.size() + "; a rule of steps has 2 to " + CorrelationRule.MAX_STEPS + " steps");
        }
        return rules;
    }

    /** The steps of an extended condition need not be listed: they are those that it names. */
    private static List<YamlScalar> stepReferences(MapReader body) {
        if (body.has("rules") || !isExtended(body)) {
            return body.scalars("rules");
        }
        YamlScalar condition = (YamlScalar) body.value("condition").orElseThrow();
        return StepExpression.names(condition.text()).stream()
                .map(name ->
                        new YamlScalar(condition.file(), condition.line(), name, condition.kind(), condition.quoted()))
                .toList();
    }

    private boolean mayRefer(YamlScalar reference, RuleReferences.Entry entry, boolean steps) {
        CorrelationRule correlation = entry.correlation();
        if (entry.detection() == null && !steps) {
            problems.add(
                    reference,
                    "`" + reference.text() + "` is a correlation; only " + CorrelationType.TEMPORAL.label() + " and "
                            + CorrelationType.TEMPORAL_ORDERED.label() + " may refer to one as yet");
            return false;
        }
        if (entry.detection() == null
                && (correlation == null
                        || correlation.type() != CorrelationType.EVENT_COUNT
                        || correlation.isRefutable())) {
            problems.add(
                    reference,
                    "`" + reference.text() + "` is a correlation that a step can't be made of; only those of type "
                            + CorrelationType.EVENT_COUNT.label() + " with `gte` or `gt` are supported as yet");
            return false;
        }
        return true;
    }

    private static Map<String, List<DetectionRule>> byReference(List<Referred> referred) {
        Map<String, List<DetectionRule>> byReference = new LinkedHashMap<>();
        for (Referred each : referred) {
            RuleInfo info = each.detection() != null
                    ? each.detection().info()
                    : Objects.requireNonNull(each.correlation()).info();
            byReference.put(info.name(), each.detections());
            byReference.put(info.id(), each.detections());
            byReference.put(each.at().text(), each.detections());
        }
        return byReference;
    }

    /** The events of a step are counted in the group of the rule. */
    private void requireSameGroup(List<Referred> referred, List<String> groupBy, FieldAliases aliases) {
        for (Referred each : referred) {
            CorrelationRule other = each.correlation();
            if (other != null
                    && other.rules().stream()
                            .anyMatch(rule -> !other.aliases()
                                    .fields(other.groupBy(), rule)
                                    .equals(aliases.fields(groupBy, rule)))) {
                problems.add(
                        each.at(),
                        "`" + each.at().text() + "` is grouped by "
                                + other.groupBy() + ", and this rule by " + groupBy
                                + "; both must be grouped alike");
            }
        }
    }

    private static boolean isEmptyList(MapReader body, String key) {
        return body.value(key)
                .filter(value -> value instanceof YamlList list && list.items().isEmpty())
                .isPresent();
    }

    private List<String> groupBy(MapReader body, SharedFields shared) {
        if (body.has("group-by") && isEmptyList(body, "group-by")) {
            body.problem("group-by", "is empty; name at least one field, or leave it out to count over all");
        }
        Set<String> seen = new HashSet<>();
        for (YamlScalar field : body.scalars("group-by")) {
            if (!seen.add(field.text())) {
                problems.add(field, "`group-by` names `" + field.text() + "` twice");
            }
            shared.require(field, field.text());
        }
        return body.strings("group-by");
    }

    /** The steps; of a sequence's those that must not be taken come last. */
    private static List<CorrelationRule.SequenceStep> steps(
            List<Referred> referred, CorrelationType type, CorrelationCondition condition) {
        StepExpression expression = type == CorrelationType.TEMPORAL_ORDERED ? condition.expression() : null;
        int asked = expression == null ? 0 : expression.asked().orElse(0);
        List<CorrelationRule.SequenceStep> first = new ArrayList<>();
        List<CorrelationRule.SequenceStep> last = new ArrayList<>();
        for (int i = 0; i < referred.size(); i++) {
            (asked == 0 || (asked >>> i & 1) == 1 ? first : last)
                    .add(referred.get(i).step());
        }
        first.addAll(last);
        return first;
    }

    /** Of steps all have to be taken, unless a condition says how many, or which. */
    private CorrelationCondition stepsCondition(MapReader body, CorrelationType type, List<Referred> referred) {
        CorrelationCondition all = CorrelationCondition.atLeast(Math.max(1, referred.size()));
        if (body.value("condition").isEmpty()) {
            return all;
        }
        if (type == CorrelationType.TEMPORAL_ORDERED && !isExtended(body)) {
            body.problem(
                    "condition",
                    "is not supported yet for the type " + type.label()
                            + ", whose steps are all required; leave it out and list the `rules`");
            return all;
        }
        if (isExtended(body)) {
            if (referred.isEmpty() || referred.size() > CorrelationRule.MAX_STEPS) {
                return all;
            }
            return extended(
                            body,
                            type,
                            referred.stream().map(each -> each.at().text()).toList())
                    .orElse(all);
        }
        return condition(body)
                .map(each -> new CorrelationConditionReader(body, each, type).read(referred.size()))
                .orElse(all);
    }

    private static boolean isExtended(MapReader body) {
        return body.value("condition").filter(YamlScalar.class::isInstance).isPresent();
    }

    private static Optional<CorrelationCondition> extended(MapReader body, CorrelationType type, List<String> steps) {
        try {
            String text = body.string("condition").orElse("");
            StepExpression expression = StepExpression.parse(text, steps);
            List<String> named = StepExpression.names(text);
            steps.stream()
                    .filter(step -> !named.contains(step))
                    .forEach(step -> body.problem("condition", "does not name `" + step + "`, one of the `rules`"));
            if (expression.holds(0)) {
                body.problem("condition", "holds even where none of its rules is met");
            } else if (expression.fewest() == 0) {
                body.problem("condition", "never holds");
            } else if (type == CorrelationType.TEMPORAL_ORDERED
                    && (expression.asked().isEmpty() || named.size() < 2)) {
                body.problem(
                        "condition",
                        "isn't an order of steps; join rules by `and`, and those that must not be met by `and not`");
            }
            return Optional.of(CorrelationCondition.of(expression));
        } catch (StepExpressionException e) {
            body.problem("condition", "is not understood: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<MapReader> condition(MapReader body) {
        body.require("condition");
        if (body.value("condition").filter(YamlScalar.class::isInstance).isPresent()) {
            body.problem(
                    "condition", "is a text, as for the type " + CorrelationType.TEMPORAL.label() + "; write `gte: N`");
            return Optional.empty();
        }
        return body.map("condition");
    }

    /** The fields that the rule looks at, or whose distinct values feed its score. */
    private List<String> fields(
            Optional<MapReader> condition,
            CorrelationType type,
            TocsinBlock custom,
            List<String> groupBy,
            SharedFields shared) {
        if (type == CorrelationType.EVENT_COUNT) {
            return custom.distinct(groupBy, shared);
        }
        custom.refuseDistinct(type);
        List<String> fields = type.hasSteps()
                ? List.of()
                : condition.map(each -> shared.distinct(each, "field", groupBy)).orElse(List.of());
        if (type.isOverNumbers()) {
            condition.ifPresent(each -> requireOneOfNumbers(each, type, fields, shared));
        }
        return fields;
    }

    private static void requireOneOfNumbers(
            MapReader condition, CorrelationType type, List<String> fields, SharedFields shared) {
        if (fields.size() > 1) {
            condition.problem("field", "names " + fields.size() + " fields; numbers are taken from one");
        } else if (type != CorrelationType.VALUE_PERCENTILE || condition.has("percentile")) {
            fields.stream()
                    .filter(shared::isTruth)
                    .forEach(field -> condition.problem("field", "names `" + field + "`, which is never a number"));
        }
    }
}
