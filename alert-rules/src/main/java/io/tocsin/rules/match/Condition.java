package io.tocsin.rules.match;

import io.tocsin.rules.event.FieldView;
import java.util.List;
import java.util.Set;

/** A condition over one event. Pure and total: every event either meets it or doesn't. */
public sealed interface Condition {

    /** Whether the event meets it. */
    boolean matches(FieldView event);

    /** What an event must have to meet it, so that an index finds it; {@link Need#UNKNOWN} where nothing can be said. */
    Need need();

    /** All of these; with none of them, every event. */
    record All(List<Condition> parts) implements Condition {
        public All {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean matches(FieldView event) {
            for (Condition part : parts) {
                if (!part.matches(event)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public Need need() {
            return Need.all(parts.stream().map(Condition::need).toList());
        }
    }

    /** One of these at least; with none of them, no event. */
    record Any(List<Condition> parts) implements Condition {
        public Any {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean matches(FieldView event) {
            for (Condition part : parts) {
                if (part.matches(event)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public Need need() {
            return Need.any(parts.stream().map(Condition::need).toList());
        }
    }

    /** Not this. */
    record Not(Condition part) implements Condition {
        @Override
        public boolean matches(FieldView event) {
            return !part.matches(event);
        }

        @Override
        public Need need() {
            return Need.UNKNOWN;
        }
    }

    /**
     * A search identifier of the rule: what its name stands for in the rule's condition.
     *
     * @param name the identifier, such as {@code selection}
     */
    record Selection(String name, Condition meaning) implements Condition {
        @Override
        public boolean matches(FieldView event) {
            return meaning.matches(event);
        }

        @Override
        public Need need() {
            return meaning.need();
        }
    }

    /**
     * A line of a selection: a field and what is asked of its value. Of a field with several values, one must meet a test;
     * what is denied ({@link ValueTest.Not}) must be true of all of them.
     *
     * @param label the line's key as it is written, such as {@code userAgent|contains}
     * @param field the field's name
     * @param tests one for each value that is written
     * @param all whether all tests must be met; else one is enough
     * @param line where it stands in the rule's file, from 1
     */
    record Field(String label, String field, List<ValueTest> tests, boolean all, int line) implements Condition {
        public Field {
            tests = List.copyOf(tests);
        }

        @Override
        public boolean matches(FieldView event) {
            Object value = event.field(field);
            for (ValueTest test : tests) {
                if (test.matches(field, value, event) != all) {
                    return !all;
                }
            }
            return all;
        }

        @Override
        public Need need() {
            return needOf(tests, all, field);
        }
    }

    /** The event is one of these tenants'. */
    record OfTenants(Set<String> tenants) implements Condition {
        public OfTenants {
            tenants = Set.copyOf(tenants);
        }

        @Override
        public boolean matches(FieldView event) {
            String tenant = event.tenant();
            return tenant != null && tenants.contains(tenant);
        }

        @Override
        public Need need() {
            return Need.UNKNOWN;
        }
    }

    /**
     * A search for texts anywhere in the event.
     *
     * @param tests one for each keyword
     * @param all whether all keywords must be found; else one is enough
     * @param line where it stands in the rule's file, from 1
     */
    record Keywords(List<ValueTest> tests, boolean all, int line) implements Condition {
        public Keywords {
            tests = List.copyOf(tests);
        }

        @Override
        public boolean matches(FieldView event) {
            for (ValueTest test : tests) {
                if (isFound(test, event) != all) {
                    return !all;
                }
            }
            return all;
        }

        /** Whether some value of the event meets the test. */
        public static boolean isFound(ValueTest test, FieldView event) {
            boolean[] found = new boolean[1];
            event.forEachValue(value -> found[0] = found[0] || test.matches("", value, event));
            return found[0];
        }

        @Override
        public Need need() {
            return needOf(tests, all, Need.ANY_FIELD);
        }
    }

    private static Need needOf(List<ValueTest> tests, boolean all, String field) {
        List<Need> needs = tests.stream().map(test -> test.need(field)).toList();
        return all ? Need.all(needs) : Need.any(needs);
    }
}
