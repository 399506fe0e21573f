package io.tocsin.rules.sigma;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.match.Condition;
import io.tocsin.rules.match.TextPattern;
import io.tocsin.rules.match.ValueTest;
import io.tocsin.rules.yaml.Names;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlList;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import io.tocsin.rules.yaml.YamlValue;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compiles one line of a detection, {@code field|modifier: values}, into a condition.
 *
 * <p>After a problem the condition that is returned means nothing; the rule set is refused.
 */
final class FieldItemCompiler {

    /** Stands for a test that was refused. */
    private static final ValueTest REFUSED = new ValueTest.Absent();

    private final Set<EventStream> streams;
    private final Problems problems;

    FieldItemCompiler(Set<EventStream> streams, Problems problems) {
        this.streams = streams;
        this.problems = problems;
    }

    Condition compile(YamlMap.Entry entry) {
        String[] parts = entry.name().split("\\|", -1);
        String field = parts[0];
        Set<Modifier> modifiers = modifiers(entry.key(), List.of(parts).subList(1, parts.length));
        if (field.isEmpty()) {
            problems.add(entry.key(), "keyword searches are not supported yet; name a field");
            return DetectionCompiler.NEVER;
        }
        boolean known = isKnown(entry.key(), field);
        List<YamlScalar> values = values(entry, field, modifiers);
        if (!known || values.isEmpty()) {
            return DetectionCompiler.NEVER;
        }
        List<ValueTest> tests = values.stream()
                .map(value -> test(field, modifiers, value, values.size()))
                .toList();
        return new Condition.Field(
                entry.name(),
                field,
                tests,
                modifiers.contains(Modifier.ALL),
                entry.key().line());
    }

    private Set<Modifier> modifiers(YamlScalar at, List<String> labels) {
        Set<Modifier> modifiers = EnumSet.noneOf(Modifier.class);
        for (String label : labels) {
            if (Modifier.NOT_YET.contains(label)) {
                problems.add(
                        at,
                        "the modifier `" + label + "` is not supported yet; supported are "
                                + String.join(", ", Modifier.labels()));
            } else if (Modifier.of(label).isEmpty()) {
                problems.add(
                        at, "unknown modifier `" + label + "`" + Names.hint(label, "modifiers", Modifier.labels()));
            } else if (!modifiers.add(Modifier.of(label).orElseThrow())) {
                problems.add(at, "the modifier `" + label + "` stands twice");
            }
        }
        refuseCombinations(at, modifiers);
        return modifiers;
    }

    private void refuseCombinations(YamlScalar at, Set<Modifier> modifiers) {
        Set<Modifier> comparing = EnumSet.copyOf(modifiers);
        comparing.removeIf(each -> !(each.isOrder() || each.isPosition() || each == Modifier.EXISTS));
        if (comparing.size() > 1) {
            problems.add(at, "the modifiers " + labels(comparing) + " can't be used together");
        }
        boolean orderedOddly = comparing.stream().anyMatch(Modifier::isOrder)
                && (modifiers.contains(Modifier.CASED) || modifiers.contains(Modifier.NEQ));
        boolean existsOddly = comparing.contains(Modifier.EXISTS) && modifiers.size() > 1;
        if (orderedOddly || existsOddly) {
            problems.add(at, "the modifiers " + labels(modifiers) + " can't be used together");
        }
    }

    private static String labels(Set<Modifier> modifiers) {
        return modifiers.stream().map(Modifier::label).collect(Collectors.joining(", "));
    }

    private boolean isKnown(YamlScalar at, String field) {
        boolean known = true;
        for (EventStream stream : streams) {
            if (!stream.canHave(field)) {
                problems.add(
                        at,
                        "unknown field `" + field + "` of " + stream.label() + " events"
                                + Names.hint(field, "fields", stream.fields()));
                known = false;
            }
        }
        return known;
    }

    private List<YamlScalar> values(YamlMap.Entry entry, String field, Set<Modifier> modifiers) {
        if (entry.value() instanceof YamlScalar single) {
            if (modifiers.contains(Modifier.ALL)) {
                problems.add(entry.key(), "`all` needs a list of two or more values");
            }
            return List.of(single);
        }
        if (!(entry.value() instanceof YamlList list)) {
            problems.add(
                    entry.value(), "the value of `" + field + "` is a map; a value or a list of values is expected");
            return List.of();
        }
        if (list.items().isEmpty()) {
            problems.add(entry.key(), "the list of values of `" + field + "` is empty");
        }
        if (modifiers.contains(Modifier.ALL) && list.items().size() == 1) {
            problems.add(entry.key(), "`all` needs a list of two or more values");
        }
        if (modifiers.contains(Modifier.NEQ)
                && !modifiers.contains(Modifier.ALL)
                && list.items().size() > 1) {
            problems.add(
                    entry.key(),
                    "`neq` with a list matches everything, because one of the values always differs; write `neq|all`");
        }
        for (YamlValue item : list.items()) {
            if (!(item instanceof YamlScalar)) {
                problems.add(item, "a value of `" + field + "` is " + item.kindName() + "; a single value is expected");
            }
        }
        return list.items().stream()
                .filter(YamlScalar.class::isInstance)
                .map(YamlScalar.class::cast)
                .toList();
    }

    private ValueTest test(String field, Set<Modifier> modifiers, YamlScalar value, int count) {
        if (value.isNull()) {
            return nullTest(field, modifiers, value, count);
        }
        if (modifiers.contains(Modifier.EXISTS)) {
            return existsTest(field, value, count);
        }
        ValueTest equal = switch (FieldKind.of(field)) {
            case TEXT -> textTest(field, modifiers, value);
            case NUMBER -> numberTest(field, modifiers, value);
            case BOOLEAN -> booleanTest(field, modifiers, value);
        };
        // What isn't there is neither equal nor different: an absent field matches null and `exists: false` alone.
        return modifiers.contains(Modifier.NEQ) ? new ValueTest.Not(equal) : equal;
    }

    private ValueTest nullTest(String field, Set<Modifier> modifiers, YamlScalar value, int count) {
        if (count > 1) {
            problems.add(value, "null stands in the list of values of `" + field + "`; use a map of its own for it");
        } else if (!modifiers.isEmpty()) {
            problems.add(value, "null can't be used with the modifiers " + labels(modifiers) + "; use `exists`");
        }
        return new ValueTest.Absent();
    }

    private ValueTest existsTest(String field, YamlScalar value, int count) {
        if (count > 1 || value.asBoolean().isEmpty()) {
            problems.add(value, "`" + field + "|exists` takes a single true or false");
            return REFUSED;
        }
        return new ValueTest.Exists(value.asBoolean().orElseThrow());
    }

    private ValueTest textTest(String field, Set<Modifier> modifiers, YamlScalar value) {
        if (refuseOrder(field, modifiers, value)) {
            return REFUSED;
        }
        TextPattern pattern = pattern(modifiers, value);
        List<String> choices = FieldKind.choices(field);
        if (!choices.isEmpty() && choices.stream().noneMatch(pattern::matches)) {
            problems.add(
                    value,
                    "`" + field + "` can never match " + shown(value) + Names.hint(value.text(), "values", choices));
            return REFUSED;
        }
        return new ValueTest.Text(pattern);
    }

    private ValueTest numberTest(String field, Set<Modifier> modifiers, YamlScalar value) {
        if (modifiers.stream().anyMatch(Modifier::isOrder)) {
            if (value.asLong().isEmpty()) {
                problems.add(
                        value, "`" + field + "` is compared with " + shown(value) + "; a whole number is expected");
                return REFUSED;
            }
            return orderTest(modifiers, value.asLong().orElseThrow());
        }
        if (modifiers.stream().noneMatch(Modifier::isPosition) && value.asLong().isPresent()) {
            long expected = value.asLong().orElseThrow();
            if (expected < 0) {
                neverMatches(field, value);
                return REFUSED;
            }
            return new ValueTest.Whole(expected);
        }
        TextPattern pattern = pattern(modifiers, value);
        if (!pattern.canMatchNumber()) {
            neverMatches(field, value);
            return REFUSED;
        }
        return new ValueTest.Text(pattern);
    }

    private static ValueTest orderTest(Set<Modifier> modifiers, long bound) {
        for (ValueTest.Order order : ValueTest.Order.values()) {
            if (modifiers.contains(Modifier.valueOf(order.name()))) {
                return new ValueTest.Ordered(order, bound);
            }
        }
        return REFUSED;
    }

    private ValueTest booleanTest(String field, Set<Modifier> modifiers, YamlScalar value) {
        if (refuseOrder(field, modifiers, value)) {
            return REFUSED;
        }
        boolean isTrue = value.text().equalsIgnoreCase("true");
        if (modifiers.stream().anyMatch(Modifier::isPosition)
                || !(isTrue || value.text().equalsIgnoreCase("false"))) {
            neverMatches(field, value);
            return REFUSED;
        }
        return new ValueTest.Truth(isTrue);
    }

    private boolean refuseOrder(String field, Set<Modifier> modifiers, YamlScalar value) {
        boolean ordered = modifiers.stream().anyMatch(Modifier::isOrder);
        if (ordered) {
            problems.add(
                    value,
                    "`" + field + "` is " + FieldKind.of(field).label() + "; " + labels(modifiers)
                            + " compares numbers");
        }
        return ordered;
    }

    private void neverMatches(String field, YamlScalar value) {
        problems.add(
                value, "`" + field + "` is " + FieldKind.of(field).label() + " and can never match " + shown(value));
    }

    /** Only what YAML takes for text has wildcards; a number or {@code true} is meant as it is written. */
    private static TextPattern pattern(Set<Modifier> modifiers, YamlScalar value) {
        TextPattern pattern = value.kind() == YamlScalar.Kind.TEXT
                ? TextPattern.ofSigma(value.text())
                : TextPattern.ofPlain(value.text());
        if (modifiers.contains(Modifier.CONTAINS) || modifiers.contains(Modifier.ENDSWITH)) {
            pattern = pattern.afterAnything();
        }
        if (modifiers.contains(Modifier.CONTAINS) || modifiers.contains(Modifier.STARTSWITH)) {
            pattern = pattern.beforeAnything();
        }
        return modifiers.contains(Modifier.CASED) ? pattern.cased() : pattern;
    }

    private static String shown(YamlScalar value) {
        return value.quoted() ? "'" + value.text() + "'" : value.text();
    }
}
