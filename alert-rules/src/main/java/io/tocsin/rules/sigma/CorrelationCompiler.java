package io.tocsin.rules.sigma;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.event.EventType;
import io.tocsin.rules.yaml.MapReader;
import io.tocsin.rules.yaml.Names;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlList;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a correlation document of type {@code event_count}, {@code value_count} or {@code temporal_ordered}; what Sigma
 * has beyond that is refused by name.
 */
final class CorrelationCompiler {

    /** The longest window: what a group has to remember grows with it. */
    static final long MAX_TIMESPAN_MS = 366L * 86_400_000;

    private static final List<String> TYPES_NOT_YET =
            List.of("temporal", "value_sum", "value_avg", "value_percentile", "value_median");
    private static final List<String> CONDITIONS_NOT_YET = List.of("lt", "lte", "eq", "neq");
    private static final Pattern TIMESPAN = Pattern.compile("([0-9]{1,9})([smhdwMy])");

    private final MapReader reader;
    private final RuleReferences references;
    private final Problems problems;

    CorrelationCompiler(MapReader reader, RuleReferences references, Problems problems) {
        this.reader = reader;
        this.references = references;
        this.problems = problems;
    }

    /** Whether the document is of a type that may refer to correlations. */
    static boolean isSequence(MapReader reader) {
        return reader.map()
                .get("correlation")
                .filter(YamlMap.class::isInstance)
                .flatMap(correlation -> ((YamlMap) correlation).get("type"))
                .filter(type -> type instanceof YamlScalar scalar
                        && scalar.text().equals(CorrelationType.TEMPORAL_ORDERED.label()))
                .isPresent();
    }

    /** The rule; after a problem some of its parts mean nothing, and the rule set is refused. */
    Optional<CorrelationRule> compile(RuleInfo info) {
        generate();
        Optional<MapReader> correlation = reader.map("correlation");
        Optional<MapReader> custom = reader.map("tocsin");
        if (correlation.isEmpty()) {
            return Optional.empty();
        }
        MapReader body = correlation.get();
        body.require("type", "rules");
        Optional<CorrelationType> type = type(body);
        List<Referred> referred = rules(
                body, type.filter(CorrelationType.TEMPORAL_ORDERED::equals).isPresent());
        if (type.isEmpty()) {
            // What else a document of another type says can't be judged.
            body.ignoreRest();
            custom.ifPresent(MapReader::ignoreRest);
            return Optional.empty();
        }
        body.require("timespan");
        if (body.value("aliases").isPresent()) {
            body.problem("aliases", "is not supported yet; group by fields that all rules have under the same name");
        }
        List<DetectionRule> rules = referred.stream()
                .flatMap(each -> each.detections().stream())
                .distinct()
                .toList();
        List<String> groupBy = groupBy(body, rules);
        requireSameGroup(referred, groupBy);
        boolean sequence = type.get() == CorrelationType.TEMPORAL_ORDERED;
        Optional<MapReader> condition = sequence ? Optional.empty() : condition(body);
        long threshold = sequence
                ? allSteps(body, referred.size())
                : condition.map(each -> threshold(body, each, type.get())).orElse(1L);
        List<String> distinct = distinct(condition, type.get(), custom, groupBy, rules);
        return Optional.of(new CorrelationRule(
                info,
                type.get(),
                rules,
                sequence ? referred.stream().map(Referred::step).toList() : List.of(),
                groupBy,
                timespanMs(body),
                threshold,
                custom.flatMap(each -> each.integer("base_score", 0, 100))
                        .map(Long::intValue)
                        .orElse(info.level().lowestScore()),
                distinct,
                custom.map(each -> takeover(each, sequence)).orElse(false),
                custom.map(each -> response(each, groupBy)).orElse(Alert.Response.NOTIFY)));
    }

    private void generate() {
        if (reader.bool("generate").orElse(false)) {
            reader.problem(
                    "generate", "is true; alerts of the rules that a correlation refers to are not supported yet");
        }
    }

    private static Optional<CorrelationType> type(MapReader body) {
        Optional<String> type = body.string("type");
        if (type.isPresent() && TYPES_NOT_YET.contains(type.get())) {
            body.problem("type", "is " + type.get() + ", which is not supported yet; " + supported() + " are");
            return Optional.empty();
        }
        return body.oneOf("type", List.of(CorrelationType.values()), CorrelationType::label);
    }

    private static String supported() {
        return Arrays.stream(CorrelationType.values())
                .map(CorrelationType::label)
                .collect(Collectors.joining(", "));
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

    private List<Referred> rules(MapReader body, boolean sequence) {
        List<Referred> rules = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        if (body.has("rules") && isEmptyList(body, "rules")) {
            body.problem("rules", "is empty; name the detections to count");
        }
        for (YamlScalar reference : body.scalars("rules")) {
            Optional<RuleReferences.Entry> found = references.refer(reference.text());
            if (found.isEmpty()) {
                String suggestion = Names.nearest(reference.text(), references.names())
                        .map(name -> "; did you mean `" + name + "`?")
                        .orElse("");
                problems.add(reference, "no rule has the id or name `" + reference.text() + "`" + suggestion);
            } else if (!ids.add(found.get().info().id())) {
                problems.add(reference, "`" + reference.text() + "` refers to a rule that stands in the list already");
            } else if (mayRefer(reference, found.get(), sequence)) {
                rules.add(new Referred(
                        reference, found.get().detection(), found.get().correlation()));
            }
        }
        if (sequence && body.has("rules") && (ids.size() < 2 || ids.size() > CorrelationRule.MAX_STEPS)) {
            body.problem(
                    "rules", "has " + ids.size() + "; a sequence has 2 to " + CorrelationRule.MAX_STEPS + " steps");
        }
        return rules;
    }

    private boolean mayRefer(YamlScalar reference, RuleReferences.Entry entry, boolean sequence) {
        CorrelationRule correlation = entry.correlation();
        if (entry.detection() == null && !sequence) {
            problems.add(
                    reference,
                    "`" + reference.text() + "` is a correlation; only " + CorrelationType.TEMPORAL_ORDERED.label()
                            + " may refer to one as yet");
            return false;
        }
        if (entry.detection() == null && (correlation == null || correlation.type() != CorrelationType.EVENT_COUNT)) {
            problems.add(
                    reference,
                    "`" + reference.text() + "` is a correlation that a step can't be made of; only those of type "
                            + CorrelationType.EVENT_COUNT.label() + " are supported as yet");
            return false;
        }
        return true;
    }

    /** The events of a step are counted in the group of the sequence. */
    private void requireSameGroup(List<Referred> referred, List<String> groupBy) {
        for (Referred each : referred) {
            if (each.correlation() != null && !each.correlation().groupBy().equals(groupBy)) {
                problems.add(
                        each.at(),
                        "`" + each.at().text() + "` is grouped by "
                                + each.correlation().groupBy() + ", and this rule by " + groupBy
                                + "; both must be grouped alike");
            }
        }
    }

    private static boolean isEmptyList(MapReader body, String key) {
        return body.value(key)
                .filter(value -> value instanceof YamlList list && list.items().isEmpty())
                .isPresent();
    }

    private List<String> groupBy(MapReader body, List<DetectionRule> rules) {
        if (body.has("group-by") && isEmptyList(body, "group-by")) {
            body.problem("group-by", "is empty; name at least one field, or leave it out to count over all");
        }
        Set<String> seen = new HashSet<>();
        for (YamlScalar field : body.scalars("group-by")) {
            if (!seen.add(field.text())) {
                problems.add(field, "`group-by` names `" + field.text() + "` twice");
            }
            requireShared(field, field.text(), rules);
        }
        return body.strings("group-by");
    }

    /** A field that not every counted event can have would leave events out without a word. */
    private void requireShared(YamlScalar at, String field, List<DetectionRule> rules) {
        for (DetectionRule rule : rules) {
            for (EventType type : rule.types()) {
                if (!type.fields().contains(field)) {
                    problems.add(
                            at,
                            "`" + field + "` is not a field of the " + type.label() + " events that rule `"
                                    + rule.info().name() + "` matches"
                                    + Names.hint(field, "fields of all rules", shared(rules)));
                    return;
                }
            }
        }
    }

    private static Set<String> shared(List<DetectionRule> rules) {
        Set<String> shared = new LinkedHashSet<>();
        for (EventType type : EventType.values()) {
            shared.addAll(type.fields());
        }
        for (DetectionRule rule : rules) {
            rule.types().forEach(type -> shared.retainAll(type.fields()));
        }
        return shared;
    }

    private static long timespanMs(MapReader body) {
        Optional<String> text = body.string("timespan");
        if (text.isEmpty()) {
            return 1;
        }
        Matcher matcher = TIMESPAN.matcher(text.get());
        if (!matcher.matches()) {
            body.problem(
                    "timespan",
                    "is " + text.get() + "; a whole number followed by s, m, h, d or w is expected, such as 5m");
            return 1;
        }
        if (matcher.group(2).equals("M") || matcher.group(2).equals("y")) {
            body.problem("timespan", "is " + text.get() + "; months and years have no fixed length, write days");
            return 1;
        }
        long unitMs = switch (matcher.group(2)) {
            case "s" -> 1_000L;
            case "m" -> 60_000L;
            case "h" -> 3_600_000L;
            case "d" -> 86_400_000L;
            default -> 7 * 86_400_000L;
        };
        long ms = Long.parseLong(matcher.group(1)) * unitMs;
        if (ms < 1 || ms > MAX_TIMESPAN_MS) {
            body.problem("timespan", "is " + text.get() + "; 1s to 366d are allowed");
            return 1;
        }
        return ms;
    }

    private static long allSteps(MapReader body, int steps) {
        if (body.value("condition").isPresent()) {
            body.problem(
                    "condition", "is not supported yet for a sequence, whose steps are all required; leave it out");
        }
        return Math.max(1, steps);
    }

    private static Optional<MapReader> condition(MapReader body) {
        body.require("condition");
        if (body.value("condition").filter(YamlScalar.class::isInstance).isPresent()) {
            body.problem("condition", "is a text; extended conditions are not supported yet, write `gte: N`");
            return Optional.empty();
        }
        return body.map("condition");
    }

    private static long threshold(MapReader body, MapReader operators, CorrelationType type) {
        for (String operator : CONDITIONS_NOT_YET) {
            if (operators.value(operator).isPresent()) {
                operators.problem(operator, "is not supported yet; `gte` and `gt` are");
            }
        }
        if (type == CorrelationType.VALUE_COUNT) {
            operators.require("field");
        } else if (operators.value("field").isPresent()) {
            operators.problem(
                    "field", "counts distinct values, which needs the type " + CorrelationType.VALUE_COUNT.label());
        }
        Optional<Long> gte = operators.integer("gte", 1, CorrelationRule.MAX_THRESHOLD);
        Optional<Long> gt = operators.integer("gt", 0, CorrelationRule.MAX_THRESHOLD - 1);
        if (operators.has("gte") && operators.has("gt")) {
            body.problem("condition", "has both `gte` and `gt`; write one of them");
        } else if (operators.map().entries().isEmpty()) {
            body.problem("condition", "is empty; write `gte: N`");
        }
        return gte.or(() -> gt.map(n -> n + 1)).orElse(1L);
    }

    /** The fields whose distinct values the rule counts, or feeds its score with. */
    private List<String> distinct(
            Optional<MapReader> condition,
            CorrelationType type,
            Optional<MapReader> custom,
            List<String> groupBy,
            List<DetectionRule> rules) {
        if (type == CorrelationType.EVENT_COUNT) {
            return custom.map(each -> distinctFields(each, "distinct", groupBy, rules))
                    .orElse(List.of());
        }
        custom.filter(each -> each.value("distinct").isPresent())
                .ifPresent(each -> each.problem(
                        "distinct",
                        type == CorrelationType.VALUE_COUNT
                                ? "is not needed: the score is fed with what `condition.field` counts"
                                : "is not supported for a sequence"));
        return type == CorrelationType.VALUE_COUNT
                ? condition
                        .map(each -> distinctFields(each, "field", groupBy, rules))
                        .orElse(List.of())
                : List.of();
    }

    private List<String> distinctFields(MapReader at, String key, List<String> groupBy, List<DetectionRule> rules) {
        for (YamlScalar field : at.scalars(key)) {
            if (groupBy.contains(field.text())) {
                at.problem(key, "names `" + field.text() + "`, which has one value in every group");
            } else {
                requireShared(field, field.text(), rules);
            }
        }
        return at.strings(key);
    }

    private static boolean takeover(MapReader custom, boolean sequence) {
        boolean takeover = custom.bool("takeover").orElse(false);
        if (takeover && !sequence) {
            custom.problem("takeover", "is true, which only a sequence can tell");
        }
        return takeover;
    }

    private static Alert.Response response(MapReader custom, List<String> groupBy) {
        Alert.Response response = custom.oneOf("respond", List.of(Alert.Response.values()), Alert.Response::label)
                .orElse(Alert.Response.NOTIFY);
        if (response == Alert.Response.LOCK_ACCOUNT && !groupBy.equals(List.of("userId"))) {
            custom.problem(
                    "respond",
                    "is " + response.label() + ", which needs group-by [userId]: a group must be exactly one account");
        }
        return response;
    }
}
