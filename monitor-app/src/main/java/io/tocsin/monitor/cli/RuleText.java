package io.tocsin.monitor.cli;

import io.tocsin.rules.sigma.CorrelationRule;

/** What rules count, in a few words. */
final class RuleText {
    private RuleText() {}

    /** A number of things, such as {@code 1 rule} and {@code 2 rules}. */
    static String many(long count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }

    /** What an alert needs, such as {@code 5 events}. */
    static String counts(CorrelationRule rule) {
        String condition = rule.conditionText();
        if (condition != null) {
            return condition;
        }
        return switch (rule.type()) {
            case EVENT_COUNT -> many(rule.threshold(), "event");
            case VALUE_COUNT -> rule.threshold() + " values of " + String.join(", ", rule.distinctFields());
            case TEMPORAL -> rule.threshold() + " of " + rule.steps().size() + " steps";
            case TEMPORAL_ORDERED -> rule.threshold() + " steps in order";
            case VALUE_SUM, VALUE_AVG, VALUE_MEDIAN, VALUE_PERCENTILE ->
                throw new IllegalStateException(rule.type() + " has a condition of its own");
        };
    }
}
