package io.tocsin.rules.sigma;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The field modifiers of Sigma 2.1 that are supported; {@link #NOT_YET} names the others. */
enum Modifier {
    ALL,
    CASED,
    CONTAINS,
    STARTSWITH,
    ENDSWITH,
    EXISTS,
    NEQ,
    LT,
    LTE,
    GT,
    GTE;

    /** Modifiers of Sigma 2.1 and of pySigma that exist but are not supported yet. */
    static final Set<String> NOT_YET = Set.of(
            "re",
            "i",
            "m",
            "s",
            "ignorecase",
            "multiline",
            "dotall",
            "base64",
            "base64offset",
            "utf16",
            "utf16le",
            "utf16be",
            "wide",
            "windash",
            "cidr",
            "expand",
            "fieldref",
            "minute",
            "hour",
            "day",
            "week",
            "month",
            "year");

    /** The name in rules. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it compares numbers by order. */
    boolean isOrder() {
        return this == LT || this == LTE || this == GT || this == GTE;
    }

    /** Whether it says where in a text the value stands. */
    boolean isPosition() {
        return this == CONTAINS || this == STARTSWITH || this == ENDSWITH;
    }

    static Optional<Modifier> of(String label) {
        return Arrays.stream(values())
                .filter(each -> each.label().equals(label))
                .findFirst();
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(Modifier::label).toList();
    }
}
