package io.tocsin.rules.sigma;

import java.util.Locale;

/** The correlation types of the Sigma specification that are supported. */
public enum CorrelationType {
    /** Counts events. */
    EVENT_COUNT,
    /** Counts distinct values of fields. */
    VALUE_COUNT,
    /** Adds up the numbers of a field. */
    VALUE_SUM,
    /** Takes the mean of the numbers of a field. */
    VALUE_AVG,
    /** Takes the middle one of the numbers of a field. */
    VALUE_MEDIAN,
    /** Takes a percentile of the numbers of a field, or the share of a value among all. */
    VALUE_PERCENTILE,
    /** Looks for events of several rules, in any order. */
    TEMPORAL,
    /** Looks for events of several rules, one after the other. */
    TEMPORAL_ORDERED;

    /** Whether it looks at which rule an event is of; its rules are steps then. */
    public boolean hasSteps() {
        return this == TEMPORAL || this == TEMPORAL_ORDERED;
    }

    /** Whether it compares numbers, which are thousandths then, and not counts. */
    public boolean isOverNumbers() {
        return switch (this) {
            case VALUE_SUM, VALUE_AVG, VALUE_MEDIAN, VALUE_PERCENTILE -> true;
            case EVENT_COUNT, VALUE_COUNT, TEMPORAL, TEMPORAL_ORDERED -> false;
        };
    }

    /** As the specification writes it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
