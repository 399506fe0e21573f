package io.tocsin.rules.explain;

import io.tocsin.rules.event.FieldView;
import io.tocsin.rules.explain.Explanation.Kind;
import io.tocsin.rules.match.Condition;
import io.tocsin.rules.match.ValueTest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds a condition against an event, part by part. */
public final class ConditionExplainer {
    private final FieldView event;

    private ConditionExplainer(FieldView event) {
        this.event = event;
    }

    /** Why the event meets the condition, or doesn't. */
    public static Explanation explain(Condition condition, FieldView event) {
        return new ConditionExplainer(event).explain(condition);
    }

    private Explanation explain(Condition condition) {
        boolean met = condition.matches(event);
        if (condition instanceof Condition.All all) {
            return joined(Kind.ALL, met, all.parts());
        } else if (condition instanceof Condition.Any any) {
            return joined(Kind.ANY, met, any.parts());
        } else if (condition instanceof Condition.Not not) {
            return new Explanation(Kind.NOT, "", met, 0, null, List.of(explain(not.part())));
        } else if (condition instanceof Condition.Selection selection) {
            return selection(selection, met);
        } else if (condition instanceof Condition.Field field) {
            Object found = event.field(field.field());
            return new Explanation(
                    Kind.FIELD, field.label(), met, field.line(), found, tests(field.tests(), field.field(), found));
        } else if (condition instanceof Condition.Keywords keywords) {
            return new Explanation(Kind.KEYWORDS, "", met, keywords.line(), null, keywords(keywords.tests()));
        } else if (condition instanceof Condition.OfTenants tenants) {
            List<String> names = tenants.tenants().stream().sorted().toList();
            return new Explanation(Kind.TENANTS, String.join(", ", names), met, 0, event.tenant(), List.of());
        }
        throw new IllegalStateException("no explanation for " + condition.getClass());
    }

    /** One part alone stands for itself: a list of one is the same as what it holds. */
    private Explanation joined(Kind kind, boolean met, List<Condition> parts) {
        return parts.size() == 1
                ? explain(parts.get(0))
                : new Explanation(
                        kind,
                        "",
                        met,
                        0,
                        null,
                        parts.stream().map(this::explain).toList());
    }

    /** The lines of a selection stand under its name at once, without an "all of" between. */
    private Explanation selection(Condition.Selection selection, boolean met) {
        Explanation meaning = explain(selection.meaning());
        List<Explanation> parts = meaning.kind() == Kind.ALL ? meaning.parts() : List.of(meaning);
        return new Explanation(Kind.SELECTION, selection.name(), met, 0, null, parts);
    }

    private List<Explanation> tests(List<ValueTest> tests, String field, @Nullable Object found) {
        return tests.stream()
                .flatMap(TestText::singles)
                .map(test -> value(test, test.matches(field, found, event)))
                .toList();
    }

    private List<Explanation> keywords(List<ValueTest> tests) {
        return tests.stream()
                .flatMap(TestText::singles)
                .map(test -> value(test, Condition.Keywords.isFound(test, event)))
                .toList();
    }

    private static Explanation value(ValueTest test, boolean met) {
        return new Explanation(Kind.VALUE, TestText.of(test), met, 0, null, List.of());
    }
}
