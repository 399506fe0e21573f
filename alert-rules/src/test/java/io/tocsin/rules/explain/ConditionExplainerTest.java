package io.tocsin.rules.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.rules.event.FieldTree;
import io.tocsin.rules.event.FieldView;
import io.tocsin.rules.match.Condition;
import io.tocsin.rules.match.Decimal;
import io.tocsin.rules.match.TextPattern;
import io.tocsin.rules.match.TextSet;
import io.tocsin.rules.match.ValueTest;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConditionExplainerTest {
    private static final FieldView EVENT =
            new FieldTree(Map.of("method", "GET", "status", 404L, "tags", List.of("a", "b")));

    private static Condition.Field field(String field, ValueTest... tests) {
        return new Condition.Field(field, field, List.of(tests), false, 7);
    }

    private static ValueTest text(String pattern) {
        return new ValueTest.Text(TextPattern.ofSigma(pattern));
    }

    private static String shown(Explanation part) {
        String parts = part.parts().stream().map(ConditionExplainerTest::shown).collect(Collectors.joining(" "));
        return (part.met() ? "+" : "-")
                + part.kind().label()
                + (part.text().isEmpty() ? "" : " " + part.text())
                + (part.found() == null ? "" : "=" + part.found())
                + (parts.isEmpty() ? "" : " [" + parts + "]");
    }

    @Test
    void everyPartIsTriedThoseIncludedThatNoLongerMatter() {
        Condition condition = new Condition.All(List.of(
                new Condition.Selection("first", field("method", text("POST"))),
                new Condition.Not(new Condition.Selection(
                        "second",
                        new Condition.All(List.of(
                                field("status", new ValueTest.Ordered(ValueTest.Order.GTE, Decimal.of(400))),
                                field("agent", new ValueTest.Absent())))))));

        assertEquals(
                "-all of [-selection first [-field method=GET [-value POST]] -not [+selection second [+field status=404"
                        + " [+value 400] +field agent [+value null]]]]",
                shown(ConditionExplainer.explain(condition, EVENT)));
    }

    @Test
    void eachValueOfAListSaysWhetherItIsMet() {
        Explanation explained = ConditionExplainer.explain(field("tags", text("b*"), text("c")), EVENT);

        assertEquals("+field tags=[a, b] [+value b* -value c]", shown(explained));
        assertEquals(7, explained.line());
    }

    @Test
    void keywordsAreLookedForAnywhere() {
        Condition.Keywords keywords = new Condition.Keywords(List.of(text("*e*"), text("404")), true, 3);

        assertEquals("+keywords [+value *e* +value 404]", shown(ConditionExplainer.explain(keywords, EVENT)));
    }

    @Test
    void aListOfOneIsWhatItHolds() {
        Condition condition = new Condition.Any(List.of(new Condition.All(List.of(field("method", text("get"))))));

        assertEquals("+field method=GET [+value get]", shown(ConditionExplainer.explain(condition, EVENT)));
    }

    @Test
    void aTestForSeveralValuesShowsEach() {
        ValueTest oneOf = new ValueTest.OneOf(new TextSet(List.of("get", "POST"), false));

        assertEquals(
                "+field method=GET [+value get -value POST]",
                shown(ConditionExplainer.explain(field("method", oneOf), EVENT)));
        assertEquals(
                "-field method=GET [-value get, POST]",
                shown(ConditionExplainer.explain(field("method", new ValueTest.Not(oneOf)), EVENT)));
    }

    @Test
    void tenantsAreAPart() {
        assertEquals(
                "-tenants a, b", shown(ConditionExplainer.explain(new Condition.OfTenants(Set.of("b", "a")), EVENT)));
    }

    @Test
    void everyTestHasAText() {
        assertEquals("a\\*b?\\\\\\*", TestText.of(text("a\\*b?\\\\\\*")));
        assertEquals("5", TestText.of(new ValueTest.Not(new ValueTest.Whole(5))));
        assertEquals("0.5", TestText.of(new ValueTest.Ordered(ValueTest.Order.LT, new Decimal(new BigDecimal("0.5")))));
        assertEquals("2.5", TestText.of(new ValueTest.Fraction(new Decimal(new BigDecimal("2.50")))));
        assertEquals("true", TestText.of(new ValueTest.Truth(true)));
        assertEquals("false", TestText.of(new ValueTest.Exists(false)));
    }
}
