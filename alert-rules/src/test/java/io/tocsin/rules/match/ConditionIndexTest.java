package io.tocsin.rules.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.event.FieldTree;
import io.tocsin.rules.event.FieldView;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConditionIndexTest {

    /** What trying all conditions finds is what the index finds. */
    @Test
    void findsWhatTryingAllFinds() {
        long tried = 0;
        long all = 0;
        Set<Class<?>> kinds = new HashSet<>();
        for (long seed = 0; seed < 2_000; seed++) {
            RandomRules random = new RandomRules(new Random(seed), kinds);
            List<Condition> conditions = Stream.generate(() -> random.condition(3))
                    .limit(1 + seed % 20)
                    .toList();
            ConditionIndex.Search search = new ConditionIndex(conditions, 0).search();
            for (int i = 0; i < 20; i++) {
                FieldView event = random.event();
                BitSet expected = new BitSet();
                for (int j = 0; j < conditions.size(); j++) {
                    expected.set(j, conditions.get(j).matches(event));
                }
                assertEquals(expected, search.met(event), "seed " + seed + ": " + conditions + " on " + event);
                tried += search.candidates(event).cardinality();
                all += conditions.size();
            }
        }
        Set<Class<?>> allKinds = leaves(ValueTest.class);
        allKinds.addAll(leaves(Condition.class));
        assertEquals(allKinds, kinds, "each kind of test and condition must occur in this property");
        assertTrue(tried < 0.8 * all, tried + " of " + all + " were tried");
    }

    /** The classes that a sealed interface is made of. */
    private static Set<Class<?>> leaves(Class<?> type) {
        Set<Class<?>> leaves = new HashSet<>();
        if (type.isSealed()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                leaves.addAll(leaves(permitted));
            }
        } else {
            leaves.add(type);
        }
        return leaves;
    }

    private static Condition contains(String field, String text) {
        return field(field, TextPattern.ofPlain(text).afterAnything().beforeAnything());
    }

    private static Condition field(String field, TextPattern pattern) {
        return new Condition.Field(field, field, List.of(new ValueTest.Text(pattern)), false, 1);
    }

    private static Set<Integer> candidates(List<Condition> conditions, Map<String, @Nullable Object> event) {
        ConditionIndex.Search search = new ConditionIndex(conditions, 0).search();
        return new HashSet<>(
                search.candidates(new FieldTree(event)).stream().boxed().toList());
    }

    @Test
    void ofWhatAllIsNeededTheRarestIsLookedFor() {
        List<Condition> conditions = List.of(
                new Condition.All(List.of(contains("a", "x"), contains("a", "mimikatz"))),
                new Condition.All(List.of(field("b", TextPattern.ofPlain("4688")), contains("a", "whoami"))),
                new Condition.All(List.of(field("b", TextPattern.ofPlain("4688")), contains("a", "netcat"))));
        assertEquals(Set.of(), candidates(conditions, Map.of("a", "x", "b", 4688L)));
        assertEquals(Set.of(0), candidates(conditions, Map.of("a", "MimiKatz", "b", 1L)));
        assertEquals(Set.of(1), candidates(conditions, Map.of("a", "c:\\whoami.exe", "b", 1L)));
    }

    @Test
    void whatCanBeAnythingIsAlwaysTriedAndWhatCannotBeNever() {
        List<Condition> conditions = List.of(
                new Condition.Not(contains("a", "x")),
                new Condition.Field("a", "a", List.of(new ValueTest.Absent()), false, 1),
                new Condition.Any(List.of()),
                new Condition.All(List.of()),
                field("a", TextPattern.ofSigma("*")));
        assertEquals(Set.of(0, 1, 3), candidates(conditions, Map.of("b", "x")));
        assertEquals(Set.of(0, 1, 3, 4), candidates(conditions, Map.of("a", "x")));
    }

    /** Only the end of a long literal is looked for, or its start where the value must start with it. */
    @Test
    void longLiteralsAreFoundByAPart() {
        String text = "0123456789".repeat(10);
        List<Condition> conditions = List.of(
                contains("a", text),
                field("a", TextPattern.ofPlain(text).afterAnything()),
                field("a", TextPattern.ofPlain(text).beforeAnything()));
        assertEquals(Set.of(0, 1, 2), candidates(conditions, Map.of("a", text)));
        assertEquals(Set.of(0, 1), candidates(conditions, Map.of("a", "-" + text)));
        assertEquals(Set.of(0, 2), candidates(conditions, Map.of("a", text + "-")));
        assertEquals(Set.of(), candidates(conditions, Map.of("a", text.substring(1, 20))));
    }

    @Test
    void ofAListEachValueIsLookedAt() {
        List<Condition> conditions = List.of(contains("a", "first"), contains("a", "second"), contains("a", "7"));
        List<@Nullable Object> values = new ArrayList<>(List.of("the first", 171L));
        values.add(null);
        assertEquals(Set.of(0, 2), candidates(conditions, Map.of("a", values)));
    }

    @Test
    void keywordsAreLookedForInAllValues() {
        ValueTest keyword =
                new ValueTest.Text(TextPattern.ofPlain("secret").afterAnything().beforeAnything());
        List<Condition> conditions = List.of(new Condition.Keywords(List.of(keyword), false, 1));
        assertEquals(Set.of(0), candidates(conditions, Map.of("a", 1L, "b", Map.of("c", List.of("x", "TopSecret")))));
        assertEquals(Set.of(), candidates(conditions, Map.of("a", 1L, "b", Map.of("secret", "x"))));
    }

    /** A long text in which a literal of very many conditions stands everywhere costs one look at each. */
    @Test
    void aTextFullOfOneLiteralIsHarmless() {
        List<Condition> conditions = IntStream.range(0, 5_000)
                .<Condition>mapToObj(i -> new Condition.All(List.of(contains("a", "aaaa"), contains("b", "x"))))
                .toList();
        Map<String, @Nullable Object> event = new LinkedHashMap<>(Map.of("a", "a".repeat(65_536)));
        assertTrue(candidates(conditions, event).size() <= 5_000);
    }
}
