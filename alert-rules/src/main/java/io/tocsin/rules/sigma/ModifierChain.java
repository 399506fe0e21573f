package io.tocsin.rules.sigma;

import io.tocsin.rules.match.ValueTest;
import io.tocsin.rules.yaml.Names;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The modifiers behind a field, applied to each of its values one after the other, as pySigma does.
 *
 * @param changes those that change a value, in the order in which they stand
 * @param ofList those that say how the values of a list are taken together
 * @param form what they make of a value in the end
 */
record ModifierChain(List<Modifier> changes, Set<Modifier> ofList, Form form) {

    /** Reads them; one that can't stand where it does is reported and left out. */
    static ModifierChain read(YamlScalar at, List<String> labels, Problems problems) {
        List<Modifier> changes = new ArrayList<>();
        Set<Modifier> seen = EnumSet.noneOf(Modifier.class);
        Form form = Form.WRITTEN;
        for (String label : labels) {
            Modifier modifier = Modifier.of(label).orElse(null);
            if (label.isEmpty()) {
                problems.add(at, "no modifier stands behind a `|` of `" + at.text() + "`");
            } else if (modifier == null) {
                problems.add(
                        at, "unknown modifier `" + label + "`" + Names.hint(label, "modifiers", Modifier.labels()));
            } else if (!seen.add(modifier)) {
                problems.add(at, "the modifier `" + label + "` stands twice");
            } else if (!modifier.isOfList()) {
                if (modifier.move(form).isEmpty()) {
                    problems.add(at, misplaced(modifier, form, changes));
                } else {
                    form = modifier.move(form).orElseThrow();
                    changes.add(modifier);
                }
            }
        }
        Form last = form;
        seen.removeIf(modifier -> !modifier.isOfList());
        if (seen.stream().anyMatch(modifier -> !modifier.fits(last))) {
            List<Modifier> together = new ArrayList<>(seen);
            together.removeIf(modifier -> modifier.fits(last));
            together.addAll(changes);
            problems.add(at, "the modifiers " + labels(together) + " can't be used together");
        }
        return new ModifierChain(List.copyOf(changes), Collections.unmodifiableSet(seen), form);
    }

    private static String misplaced(Modifier modifier, Form form, List<Modifier> before) {
        if (before.isEmpty()) {
            return "the modifier `" + modifier.label() + "` stands behind `re` alone";
        }
        Modifier last = before.get(before.size() - 1);
        String message = "the modifier `" + modifier.label() + "` can't stand behind `" + last.label() + "`";
        if (form == Form.REGEX) {
            return message + "; a regular expression is found anywhere in the field, ^ and $ tie it to an end";
        }
        boolean other = modifier.move(Form.WRITTEN).flatMap(last::move).isPresent();
        return other ? message + "; write `" + modifier.label() + "|" + last.label() + "`" : message;
    }

    private static String labels(List<Modifier> modifiers) {
        return modifiers.stream().map(Modifier::label).collect(Collectors.joining(", "));
    }

    boolean has(Modifier modifier) {
        return changes.contains(modifier) || ofList.contains(modifier);
    }

    /** Their names, in the order in which they are applied. */
    String labels() {
        List<Modifier> modifiers = new ArrayList<>(changes);
        modifiers.addAll(ofList);
        return labels(modifiers);
    }

    /** The same modifiers for a value that is looked for in all fields: anywhere in them, unless they say something else. */
    ModifierChain anywhere() {
        if (Modifier.CONTAINS.move(form).isEmpty()) {
            return this;
        }
        List<Modifier> more = new ArrayList<>(changes);
        more.add(Modifier.CONTAINS);
        return new ModifierChain(more, ofList, Form.PLACED);
    }

    /** What the value asks for, where at least one modifier says how to take it. */
    ValueTest test(YamlScalar value) throws UnfitValueException {
        ValueTest test = changes.get(0).reading().read(value);
        Form at = Form.WRITTEN;
        for (Modifier modifier : changes) {
            if (test instanceof ValueTest.OfOne one) {
                test = apply(modifier.change(), at, one);
            }
            at = modifier.move(at).orElseThrow();
        }
        return test;
    }

    private static ValueTest.OfOne apply(Change change, Form form, ValueTest.OfOne test) throws UnfitValueException {
        if (test instanceof ValueTest.AnyOf any) {
            List<ValueTest.OfOne> changed = new ArrayList<>();
            for (ValueTest.OfOne each : any.tests()) {
                changed.add(apply(change, form, each));
            }
            return Alternatives.of(changed);
        }
        return change.apply(form, test);
    }
}
