package io.tocsin.rules.sigma;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.match.Condition;
import io.tocsin.rules.match.ValueTest;
import io.tocsin.rules.yaml.Names;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlList;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import io.tocsin.rules.yaml.YamlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compiles one line of a detection, {@code field|modifier: values}, or keywords, which name no field, into a condition.
 *
 * <p>After a problem the condition that is returned means nothing; the rule set is refused.
 */
final class FieldItemCompiler {
    private final Set<EventStream> streams;
    private final ValueCompiler values;
    private final Problems problems;

    FieldItemCompiler(Set<EventStream> streams, Placeholders placeholders, Problems problems) {
        this.streams = streams;
        this.values = new ValueCompiler(placeholders);
        this.problems = problems;
    }

    Condition compile(YamlMap.Entry entry) {
        List<String> parts = List.of(entry.name().split("\\|", -1));
        String field = parts.get(0);
        int problemsBefore = problems.count();
        ModifierChain modifiers = ModifierChain.read(entry.key(), parts.subList(1, parts.size()), problems);
        boolean sound = problems.count() == problemsBefore;
        if (field.isEmpty() && sound) {
            return keywords(entry.key(), modifiers, list(entry, "keywords", modifiers));
        }
        boolean known = field.isEmpty() || isKnown(entry.key(), field);
        List<YamlScalar> written = list(entry, "`" + field + "`", modifiers);
        if (!known || !sound || written.isEmpty()) {
            return DetectionCompiler.NEVER;
        }
        FieldKind kind = FieldKind.of(field, streams);
        List<ValueTest> tests = new ArrayList<>();
        for (YamlScalar value : written) {
            test(field, kind, modifiers, value, written.size()).ifPresent(tests::add);
        }
        return new Condition.Field(
                entry.name(),
                field,
                tests,
                modifiers.has(Modifier.ALL),
                entry.key().line());
    }

    /** A keyword that is an item of a list, or all that a selection is. */
    Condition keyword(YamlScalar value) {
        return keywords(value, ModifierChain.read(value, List.of(), problems), List.of(value));
    }

    private Condition keywords(YamlScalar at, ModifierChain modifiers, List<YamlScalar> written) {
        ModifierChain anywhere = modifiers.anywhere();
        boolean placed = modifiers.has(Modifier.STARTSWITH) || modifiers.has(Modifier.ENDSWITH);
        if (modifiers.has(Modifier.NEQ)
                || placed
                || !(anywhere.form() == Form.PLACED || anywhere.form() == Form.REGEX)) {
            problems.add(
                    at,
                    "the modifiers " + modifiers.labels()
                            + " need a field; keywords are texts or regular expressions that are found anywhere");
            return DetectionCompiler.NEVER;
        }
        List<ValueTest> tests = new ArrayList<>();
        for (YamlScalar value : written) {
            if (value.isNull() || value.text().isEmpty()) {
                problems.add(value, "a keyword is empty; it would be found in every event");
                continue;
            }
            try {
                tests.add(values.compile(anywhere, FieldKind.ANY, value));
            } catch (UnfitValueException e) {
                problems.add(value, "a keyword can't be taken: " + e.getMessage());
            }
        }
        return new Condition.Keywords(tests, modifiers.has(Modifier.ALL), at.line());
    }

    private boolean isKnown(YamlScalar at, String field) {
        boolean known = true;
        for (EventStream stream : streams) {
            if (!stream.canHave(field)) {
                problems.add(
                        at,
                        "unknown field `" + field + "` of " + stream.label() + " events"
                                + Names.hint(field, "fields", stream.names()));
                known = false;
            }
        }
        return known;
    }

    private List<YamlScalar> list(YamlMap.Entry entry, String of, ModifierChain modifiers) {
        if (entry.value() instanceof YamlScalar single) {
            refuseLonely(entry.key(), modifiers, 1);
            return List.of(single);
        }
        if (!(entry.value() instanceof YamlList list)) {
            problems.add(entry.value(), "the value of " + of + " is a map; a value or a list of values is expected");
            return List.of();
        }
        if (list.items().isEmpty()) {
            problems.add(entry.key(), "the list of values of " + of + " is empty");
        }
        refuseLonely(entry.key(), modifiers, list.items().size());
        if (modifiers.has(Modifier.NEQ)
                && !modifiers.has(Modifier.ALL)
                && list.items().size() > 1) {
            problems.add(
                    entry.key(),
                    "`neq` with a list matches everything, because one of the values always differs; write `neq|all`");
        }
        List<YamlScalar> scalars = new ArrayList<>();
        for (YamlValue item : list.items()) {
            if (item instanceof YamlScalar scalar) {
                scalars.add(scalar);
            } else {
                problems.add(item, "a value of " + of + " is " + item.kindName() + "; a single value is expected");
            }
        }
        return scalars;
    }

    private void refuseLonely(YamlScalar at, ModifierChain modifiers, int count) {
        if (modifiers.has(Modifier.ALL) && count == 1) {
            problems.add(at, "`all` needs a list of two or more values");
        }
    }

    private Optional<ValueTest> test(
            String field, FieldKind kind, ModifierChain modifiers, YamlScalar value, int count) {
        if (value.isNull()) {
            refuseNull(field, modifiers, value, count);
            return Optional.of(new ValueTest.Absent());
        }
        if (modifiers.has(Modifier.EXISTS) && (count > 1 || value.asBoolean().isEmpty())) {
            problems.add(value, "`" + field + "|exists` takes a single true or false");
            return Optional.empty();
        }
        try {
            ValueTest test = values.compile(modifiers, kind, value);
            if (!(test instanceof ValueTest.SameAs same) || isKnown(value, same.other())) {
                refuseImpossible(field, kind, modifiers, value, test);
            }
            // What isn't there is neither equal nor different: an absent field matches null and `exists: false` alone.
            return Optional.of(modifiers.has(Modifier.NEQ) ? new ValueTest.Not(test) : test);
        } catch (UnfitValueException e) {
            problems.add(value, "a value of `" + field + "` can't be taken: " + e.getMessage());
            return Optional.empty();
        }
    }

    private void refuseNull(String field, ModifierChain modifiers, YamlScalar value, int count) {
        if (count > 1) {
            problems.add(value, "null stands in the list of values of `" + field + "`; use a map of its own for it");
        } else if (!modifiers.labels().isEmpty()) {
            problems.add(value, "null can't be used with the modifiers " + modifiers.labels() + "; use `exists`");
        }
    }

    private void refuseImpossible(
            String field, FieldKind kind, ModifierChain modifiers, YamlScalar value, ValueTest test) {
        if (test instanceof ValueTest.AnyOf any) {
            if (any.tests().stream().noneMatch(kind::canMeet) && !any.tests().isEmpty()) {
                refuseImpossible(field, kind, modifiers, value, any.tests().get(0));
            }
        } else if (test instanceof ValueTest.Text text && kind == FieldKind.TEXT) {
            List<String> choices = FieldKind.choices(field, streams);
            if (!choices.isEmpty() && choices.stream().noneMatch(text.pattern()::matches)) {
                problems.add(
                        value,
                        "`" + field + "` can never match " + value.shown()
                                + Names.hint(value.text(), "values", choices));
            }
        } else if (!(test instanceof ValueTest.Exists) && !kind.canMeet(test)) {
            problems.add(
                    value,
                    test instanceof ValueTest.Ordered
                            ? "`" + field + "` is " + kind.label() + "; " + modifiers.labels() + " compares numbers"
                            : "`" + field + "` is " + kind.label() + " and can never match " + value.shown());
        }
    }
}
