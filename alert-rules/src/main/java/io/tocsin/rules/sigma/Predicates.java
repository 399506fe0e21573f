package io.tocsin.rules.sigma;

import io.tocsin.rules.event.SecurityEvent;
import java.util.List;
import java.util.function.Predicate;

/** Links predicates over events; {@code Predicate.and} would nest as deep as a list is long. */
final class Predicates {
    private Predicates() {}

    /** Stands for a part of a rule that was refused. */
    static boolean never(SecurityEvent event) {
        return false;
    }

    static Predicate<SecurityEvent> allOf(List<Predicate<SecurityEvent>> predicates) {
        return linked(predicates, true);
    }

    static Predicate<SecurityEvent> anyOf(List<Predicate<SecurityEvent>> predicates) {
        return linked(predicates, false);
    }

    private static Predicate<SecurityEvent> linked(List<Predicate<SecurityEvent>> predicates, boolean all) {
        if (predicates.size() == 1) {
            return predicates.get(0);
        }
        List<Predicate<SecurityEvent>> each = List.copyOf(predicates);
        return event -> {
            for (Predicate<SecurityEvent> predicate : each) {
                if (predicate.test(event) != all) {
                    return !all;
                }
            }
            return all;
        };
    }
}
