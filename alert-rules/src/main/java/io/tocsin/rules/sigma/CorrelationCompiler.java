package io.tocsin.rules.sigma;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.event.EventType;
import io.tocsin.rules.yaml.MapReader;
import io.tocsin.rules.yaml.Names;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlList;
import io.tocsin.rules.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compiles a correlation document of type {@code event_count}; what Sigma has beyond that is refused by name. */
final class CorrelationCompiler {

    /** The longest window: what a group has to remember grows with it. */
    static final long MAX_TIMESPAN_MS = 366L * 86_400_000;

    private static final String EVENT_COUNT = "event_count";
    private static final List<String> TYPES_NOT_YET = List.of(
            "value_count",
            "temporal",
            "temporal_ordered",
            "value_sum",
            "value_avg",
            "value_percentile",
            "value_median");
    private static final List<String> CONDITIONS_NOT_YET = List.of("lt", "lte", "eq", "neq");
    private static final Pattern TIMESPAN = Pattern.compile("([0-9]{1,9})([smhdwMy])");

    private final MapReader reader;
    private final RuleIndex index;
    private final Problems problems;

    CorrelationCompiler(MapReader reader, RuleIndex index, Problems problems) {
        this.reader = reader;
        this.index = index;
        this.problems = problems;
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
        List<DetectionRule> rules = rules(body);
        if (!isEventCount(body)) {
            // What else a document of another type says can't be judged.
            body.ignoreRest();
            custom.ifPresent(MapReader::ignoreRest);
            return Optional.empty();
        }
        body.require("group-by", "timespan", "condition");
        if (body.value("aliases").isPresent()) {
            body.problem("aliases", "is not supported yet; group by fields that all rules have under the same name");
        }
        List<String> groupBy = groupBy(body, rules);
        return Optional.of(new CorrelationRule(
                info,
                rules,
                groupBy,
                timespanMs(body),
                threshold(body),
                custom.flatMap(each -> each.integer("base_score", 0, 100))
                        .map(Long::intValue)
                        .orElse(info.level().lowestScore()),
                custom.flatMap(each -> distinct(each, groupBy, rules)).orElse(null),
                custom.map(each -> response(each, groupBy)).orElse(Alert.Response.NOTIFY)));
    }

    private void generate() {
        if (reader.bool("generate").orElse(false)) {
            reader.problem(
                    "generate", "is true; alerts of the rules that a correlation refers to are not supported yet");
        }
    }

    private static boolean isEventCount(MapReader body) {
        Optional<String> type = body.string("type");
        if (type.isPresent() && TYPES_NOT_YET.contains(type.get())) {
            body.problem("type", "is " + type.get() + ", which is not supported yet; " + EVENT_COUNT + " is");
        } else if (type.isPresent() && !type.get().equals(EVENT_COUNT)) {
            body.problem("type", "is " + type.get() + "; only " + EVENT_COUNT + " is supported");
        }
        return type.isPresent() && type.get().equals(EVENT_COUNT);
    }

    private List<DetectionRule> rules(MapReader body) {
        List<DetectionRule> rules = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        if (body.has("rules") && isEmptyList(body, "rules")) {
            body.problem("rules", "is empty; name the detections to count");
        }
        for (YamlScalar reference : body.scalars("rules")) {
            Optional<RuleIndex.Entry> found = index.refer(reference.text());
            if (found.isEmpty()) {
                String suggestion = Names.nearest(reference.text(), index.names())
                        .map(name -> "; did you mean `" + name + "`?")
                        .orElse("");
                problems.add(reference, "no rule has the id or name `" + reference.text() + "`" + suggestion);
            } else if (found.get().detection() == null) {
                problems.add(
                        reference,
                        "`" + reference.text()
                                + "` is a correlation; correlations of correlations are not supported yet");
            } else if (!ids.add(found.get().info().id())) {
                problems.add(reference, "`" + reference.text() + "` refers to a rule that stands in the list already");
            } else {
                rules.add(found.get().detection());
            }
        }
        return rules;
    }

    private static boolean isEmptyList(MapReader body, String key) {
        return body.value(key)
                .filter(value -> value instanceof YamlList list && list.items().isEmpty())
                .isPresent();
    }

    private List<String> groupBy(MapReader body, List<DetectionRule> rules) {
        if (body.has("group-by") && isEmptyList(body, "group-by")) {
            body.problem("group-by", "is empty; name at least one field");
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

    private long threshold(MapReader body) {
        if (body.value("condition").filter(YamlScalar.class::isInstance).isPresent()) {
            body.problem("condition", "is a text; extended conditions are not supported yet, write `gte: N`");
            return 1;
        }
        Optional<MapReader> condition = body.map("condition");
        if (condition.isEmpty()) {
            return 1;
        }
        MapReader operators = condition.get();
        for (String operator : CONDITIONS_NOT_YET) {
            if (operators.value(operator).isPresent()) {
                operators.problem(operator, "is not supported yet; `gte` and `gt` are");
            }
        }
        if (operators.value("field").isPresent()) {
            operators.problem("field", "counts distinct values, which needs value_count; it is not supported yet");
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

    private Optional<String> distinct(MapReader custom, List<String> groupBy, List<DetectionRule> rules) {
        List<YamlScalar> fields = custom.scalars("distinct");
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        YamlScalar field = fields.get(0);
        if (fields.size() > 1) {
            custom.problem("distinct", "names several fields; one is allowed");
        } else if (groupBy.contains(field.text())) {
            custom.problem("distinct", "names `" + field.text() + "`, which has one value in every group");
        } else {
            requireShared(field, field.text(), rules);
        }
        return Optional.of(field.text());
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
