package io.tocsin.monitor.ruletest;

import io.tocsin.monitor.wire.Rfc3339;
import io.tocsin.rules.alert.Alert;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Pairs the alerts that are expected with those that there are, and says which of either are left. */
final class AlertComparison {
    private static final int NONE = -1;

    private final List<ExpectedAlert> expected;
    private final List<Alert> actual;

    /** For each alert, which expectation it meets. */
    private final int[] expectationOf;

    private AlertComparison(List<ExpectedAlert> expected, List<Alert> actual) {
        this.expected = expected;
        this.actual = actual;
        this.expectationOf = new int[actual.size()];
        Arrays.fill(expectationOf, NONE);
    }

    /** What isn't as expected, a sentence each. */
    static List<String> differences(List<ExpectedAlert> expected, List<Alert> actual) {
        AlertComparison comparison = new AlertComparison(expected, actual);
        boolean[] isMet = new boolean[expected.size()];
        for (int i = 0; i < expected.size(); i++) {
            isMet[i] = comparison.pair(i, new boolean[actual.size()]);
        }
        return comparison.sentences(isMet);
    }

    /**
     * Finds an alert for an expectation; one that another expectation has is taken where that one finds a further one. So
     * expectations that say little don't take away the alerts of those that say more.
     */
    private boolean pair(int expectation, boolean[] tried) {
        for (int i = 0; i < actual.size(); i++) {
            if (!tried[i]
                    && expected.get(expectation).differences(actual.get(i)).isEmpty()) {
                tried[i] = true;
                if (expectationOf[i] == NONE || pair(expectationOf[i], tried)) {
                    expectationOf[i] = expectation;
                    return true;
                }
            }
        }
        return false;
    }

    private List<String> sentences(boolean[] isMet) {
        List<Alert> unexpected = new ArrayList<>();
        for (int i = 0; i < actual.size(); i++) {
            if (expectationOf[i] == NONE) {
                unexpected.add(actual.get(i));
            }
        }
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < expected.size(); i++) {
            if (!isMet[i]) {
                sentences.add(missing(expected.get(i), unexpected));
            }
        }
        unexpected.forEach(alert -> sentences.add("there is an alert that isn't expected: " + text(alert)));
        return sentences;
    }

    /** An alert that differs little, and of the same rule, is probably the one that was meant: it is told of once. */
    private static String missing(ExpectedAlert expectation, List<Alert> unexpected) {
        String what = "line " + expectation.line() + ": there is no alert " + expectation;
        return unexpected.stream()
                .filter(alert -> alert.rule().id().equals(expectation.ruleId()))
                .min(Comparator.comparingInt(
                        alert -> expectation.differences(alert).size()))
                .map(nearest -> {
                    unexpected.remove(nearest);
                    return what + "; the nearest one: " + String.join(", ", expectation.differences(nearest));
                })
                .orElse(what);
    }

    private static String text(Alert alert) {
        return alert.rule().name() + ", group " + alert.group() + ", time " + Rfc3339.format(alert.crossingTimeMs())
                + ", count " + alert.count() + ", severity " + alert.severity().label();
    }
}
