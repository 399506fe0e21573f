package io.tocsin.rules.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FieldTreeTest {

    static Stream<Arguments> fields() {
        return Stream.of(
                Arguments.of("{a: x}", "a", "x"),
                Arguments.of("{a: 7}", "a", 7L),
                Arguments.of("{a: true}", "a", true),
                Arguments.of("{a: ''}", "a", ""),
                // names are compared exactly, whatever is in them
                Arguments.of("{A: x}", "a", null),
                Arguments.of("{'Action ID': x}", "Action ID", "x"),
                Arguments.of("{a.: x}", "a.", "x"),
                Arguments.of("{'': {b: x}}", ".b", "x"),
                Arguments.of("{a: x}", "", null),
                // without the blanks that it has in the event
                Arguments.of("{Threat Name: x}", "ThreatName", "x"),
                Arguments.of("{Threat Name: x, ThreatName: y}", "ThreatName", "y"),
                Arguments.of("{Threat  Name: x}", "Threat Name", null),
                Arguments.of("{a b: [{c d: x}, {cd: y}]}", "ab.cd", List.of("x", "y")),
                Arguments.of("{a: {b c: x}}", "a.bc", "x"),
                Arguments.of("{a b: x}", "ab.c", null),
                Arguments.of("{a b: {c: x}, a b.c: y}", "ab.c", "y"),
                Arguments.of("{a b: {d: x}, a  b: {c: y}}", "ab.c", "y"),
                Arguments.of("{a b: {d: x}, ab: {c: y}, 'a  b': {c: z}}", "ab.c", "y"),
                Arguments.of("{a b: null}", "ab", null),
                Arguments.of("{' ': {b: x}}", ".b", "x"),
                // by a path
                Arguments.of("{a: {b: {c: x}}}", "a.b.c", "x"),
                Arguments.of("{a: {b: {c: x}}}", "a.b.d", null),
                Arguments.of("{a: x}", "a.b", null),
                // the name as it stands comes first, then the longest key
                Arguments.of("{a: {b: path}, a.b: flat}", "a.b", "flat"),
                Arguments.of("{a: {b.c: x}}", "a.b.c", "x"),
                Arguments.of("{a.b: {c: x}}", "a.b.c", "x"),
                Arguments.of("{a: {b: {c: short}}, a.b: {c: long}}", "a.b.c", "long"),
                Arguments.of("{a.b: {d: other}, a: {b: {c: x}}}", "a.b.c", "x"),
                Arguments.of("{a.b: null, a: {b: x}}", "a.b", null),
                // lists
                Arguments.of("{a: [x, y]}", "a", List.of("x", "y")),
                Arguments.of("{a: [x, [y, [z]]]}", "a", List.of("x", "y", "z")),
                Arguments.of("{a: [{b: x}, {c: n}, {b: y}]}", "a.b", List.of("x", "y")),
                Arguments.of("{a: [{b: [{c: 1}, {c: 2}]}, {b: {c: 3}}]}", "a.b.c", List.of(1L, 2L, 3L)),
                Arguments.of("{a: [x, {b: y}]}", "a", List.of("x")),
                Arguments.of("{a: [x, null]}", "a", List.of("x")),
                // neither a value nor null
                Arguments.of("{a: {b: x}}", "a", List.of()),
                Arguments.of("{a: []}", "a", List.of()),
                // null
                Arguments.of("{a: null}", "a", null),
                Arguments.of("{a: [null]}", "a", null),
                Arguments.of("{a: [{b: null}, {c: x}]}", "a.b", null));
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("fields")
    void aFieldIsFoundByItsNameOrItsPath(String event, String name, @Nullable Object expected) {
        assertEquals(expected, Trees.of(event).field(name));
    }

    @Test
    void aFieldIsThereBeItsValueNullOrEmpty() {
        FieldTree event =
                Trees.of("{null: null, text: '', list: [], map: {}, inner: {null: null}, items: [{null: null}]}");
        for (String name : List.of("null", "text", "list", "map", "inner", "inner.null", "items.null")) {
            assertTrue(event.hasField(name), name);
        }
        for (String name : List.of("other", "map.null", "items.other", "list.x", "inner.", ".inner")) {
            assertFalse(event.hasField(name), name);
            assertNull(event.field(name), name);
        }
    }

    @Test
    void everyValueIsShownInTheEventsOrder() {
        List<Object> values = new ArrayList<>();
        Trees.of("{z: 1, a: {y: x, b: [2, null, {c: true}]}, n: null, e: ''}").forEachValue(values::add);
        assertEquals(List.of(1L, "x", 2L, true, ""), values);
    }

    /** Rules name many fields that an event hasn't; each must not cost what the event is large. */
    @Test
    void absentFieldsAreLookedUpWithoutAWalkOverTheEvent() {
        Walked inner = new Walked();
        Walked root = new Walked();
        inner.put("x y", "z");
        root.put("a b", List.of(inner));
        FieldTree event = new FieldTree(root);
        for (int i = 0; i < 1_000; i++) {
            assertNull(event.field("absent" + i));
            assertFalse(event.hasField("ab.absent" + i));
        }
        assertEquals(List.of("z"), event.field("ab.xy"));
        assertTrue(root.walks <= 2 && inner.walks <= 2, root.walks + " and " + inner.walks);
    }

    /** Counts how often somebody walked over it. */
    private static final class Walked extends LinkedHashMap<String, @Nullable Object> {
        private static final long serialVersionUID = 1L;

        private int walks;

        @Override
        public Set<Map.Entry<String, @Nullable Object>> entrySet() {
            walks++;
            return super.entrySet();
        }

        @Override
        public void forEach(BiConsumer<? super String, ? super @Nullable Object> action) {
            walks++;
            super.forEach(action);
        }
    }

    /** Keys that overlap in every way must not multiply the work. */
    @Test
    void aPathIsFoundInTimeThatIsLinearInTheEvent() {
        Object inner = Map.of("b", "x");
        for (int depth = 0; depth < 500; depth++) {
            inner = new LinkedHashMap<>(Map.of("a", inner, "a.a", List.of(), "a.a.a", Map.of("c", "n")));
        }
        FieldTree event = new FieldTree(Collections.singletonMap("a", inner));
        assertEquals("x", event.field("a" + ".a".repeat(500) + ".b"));
        assertNull(event.field("a" + ".a".repeat(500) + ".d"));
    }
}
