package io.tocsin.rules.sigma;

import java.util.Locale;

/** The correlation types of the Sigma specification that are supported. */
public enum CorrelationType {
    /** Counts events. */
    EVENT_COUNT,
    /** Counts distinct values of fields. */
    VALUE_COUNT,
    /** Looks for events of several rules, one after the other. */
    TEMPORAL_ORDERED;

    /** As the specification writes it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
