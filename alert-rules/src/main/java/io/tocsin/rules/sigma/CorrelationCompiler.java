package io.tocsin.rules.sigma;

import io.tocsin.rules.sigma.StepExpression.StepExpressionException;
import io.tocsin.rules.yaml.MapReader;
import io.tocsin.rules.yaml.Names;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlList;
import io.tocsin.rules.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

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

    /** The rule; after a problem some of its parts mean nothing, and the rule set is refused. */
    Optional<CorrelationRule> compile(RuleInfo info) {
        Optional<MapReader> correlation = reader.map("correlation");
        boolean generate = generate(correlation);
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
        List<ReferredRule> referred = rules(body, steps, generate);
        if (type.isEmpty()) {
            // What else a document of another type says can't be judged.
            body.ignoreRest();
            custom.ignoreRest();
            return Optional.empty();
        }
        body.require("timespan");
        if (steps) {
            referred = countedWhereGrouped(body, referred);
        }
        SharedFields shared = new SharedFields(body, referred, problems);
        List<String> groupBy = groupBy(body, shared);
        Optional<MapReader> condition = steps ? Optional.empty() : condition(body);
        CorrelationCondition asked = steps
                ? stepsCondition(body, type.get(), referred)
                : condition
                        .map(each -> new CorrelationConditionReader(body, each, type.get())
                                .read(CorrelationRule.MAX_THRESHOLD))
                        .orElse(CorrelationCondition.atLeast(1));
        List<String> fields = fields(condition, type.get(), custom, groupBy, shared);
        List<String> distinct = asked.numberField() == null ? fields : List.of();
        requireSomeTenant(info, referred);
        List<ReferredRule> inOrder = steps ? inOrder(referred, type.get(), asked) : referred;
        CorrelationRule rule = new CorrelationRule(
                info,
                type.get(),
                detections(referred),
                inners(inOrder, steps),
                steps ? inOrder.stream().map(ReferredRule::step).toList() : List.of(),
                groupBy,
                shared.aliases(),
                Timespan.readMs(body),
                asked,
                custom.baseScore(info),
                distinct,
                custom.takeover(type.get()),
                custom.responses(groupBy, shared.aliases()));
        return Optional.of(rule.limitedTo(info.tenants()));
    }

    private void requireSomeTenant(RuleInfo info, List<ReferredRule> rules) {
        for (ReferredRule rule : rules) {
            Stream.concat(Stream.of(rule.info()), rule.detections().stream().map(DetectionRule::info))
                    .filter(each -> !info.tenants().isEmpty()
                            && !each.tenants().isEmpty()
                            && Collections.disjoint(info.tenants(), each.tenants()))
                    .forEach(each -> problems.add(
                            info.file(),
                            reader.lineOf("tocsin"),
                            "`tocsin.tenants` has none of the tenants that rule `" + each.name()
                                    + "` is limited to, so that none of its events would count: "
                                    + String.join(", ", new TreeSet<>(each.tenants()))));
        }
    }

    private static Optional<CorrelationType> type(MapReader body) {
        return body.oneOf("type", List.of(CorrelationType.values()), CorrelationType::label);
    }

    private static List<DetectionRule> detections(List<ReferredRule> referred) {
        return referred.stream()
                .flatMap(each -> each.detections().stream())
                .distinct()
                .toList();
    }

    private static List<CorrelationRule.Inner> inners(List<ReferredRule> referred, boolean steps) {
        List<CorrelationRule.Inner> inners = new ArrayList<>();
        for (int i = 0; i < referred.size(); i++) {
            int step = steps ? i : -1;
            referred.get(i).inner().ifPresent(rule -> inners.add(new CorrelationRule.Inner(rule, step)));
        }
        return inners;
    }

    /** What the aliases mean may depend on which correlations are counted in the rule's own group, and that on the aliases. */
    private List<ReferredRule> countedWhereGrouped(MapReader body, List<ReferredRule> referred) {
        List<String> groupBy = body.strings("group-by");
        FieldAliases aliases = new SharedFields(
                        body,
                        referred.stream()
                                .map(each -> new ReferredRule(
                                        each.at(), each.info(), each.detection(), each.correlation(), true))
                                .toList(),
                        problems)
                .aliases();
        return referred.stream()
                .map(each -> each.countedWhereGrouped(groupBy, aliases))
                .toList();
    }

    /** The specification has it beside {@code correlation}, pySigma looks for it within. */
    private boolean generate(Optional<MapReader> body) {
        Optional<Boolean> beside = reader.bool("generate");
        Optional<Boolean> within = body.flatMap(each -> each.bool("generate"));
        if (beside.isPresent() && within.isPresent()) {
            reader.problem("generate", "stands within `correlation`, too; leave one of them out");
        }
        return beside.or(() -> within).orElse(false);
    }

    private List<ReferredRule> rules(MapReader body, boolean steps, boolean generate) {
        List<ReferredRule> rules = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        if (body.has("rules") && isEmptyList(body, "rules")) {
            body.problem("rules", "is empty; name the rules to count");
        }
        List<YamlScalar> written = steps ? stepReferences(body) : body.scalars("rules");
        for (YamlScalar reference : written) {
            Optional<RuleReferences.Entry> found = references.refer(reference.text(), !generate);
            if (found.isEmpty()) {
                String suggestion = Names.nearest(reference.text(), references.names())
                        .map(name -> "; did you mean `" + name + "`?")
                        .orElse("");
                problems.add(reference, "no rule has the id or name `" + reference.text() + "`" + suggestion);
                ids.add(reference.text());
            } else if (!ids.add(found.get().info().id())) {
                problems.add(reference, "`" + reference.text() + "` refers to a rule that stands in the list already");
            } else if (found.get().detection() != null || found.get().correlation() != null) {
                rules.add(ReferredRule.of(reference, found.get()));
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
        return StepExpression.references((YamlScalar) body.value("condition").orElseThrow());
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

    /** The rules as steps; of a sequence's those that must not be taken come last. */
    private static List<ReferredRule> inOrder(
            List<ReferredRule> referred, CorrelationType type, CorrelationCondition condition) {
        StepExpression expression = type == CorrelationType.TEMPORAL_ORDERED ? condition.expression() : null;
        int asked = expression == null ? 0 : expression.asked().orElse(0);
        List<ReferredRule> first = new ArrayList<>();
        List<ReferredRule> last = new ArrayList<>();
        for (int i = 0; i < referred.size(); i++) {
            (asked == 0 || (asked >>> i & 1) == 1 ? first : last).add(referred.get(i));
        }
        first.addAll(last);
        return first;
    }

    /** Of steps all have to be taken, unless a condition says how many, or which. */
    private CorrelationCondition stepsCondition(MapReader body, CorrelationType type, List<ReferredRule> referred) {
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
