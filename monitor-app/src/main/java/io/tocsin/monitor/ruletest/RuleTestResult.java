package io.tocsin.monitor.ruletest;

import java.util.List;

/**
 * What became of a test.
 *
 * @param test the test
 * @param failures what isn't as expected, a sentence each; none where it passed
 * @param tookNs how long it took, nanoseconds
 */
public record RuleTestResult(RuleTest test, List<String> failures, long tookNs) {
    public RuleTestResult {
        failures = List.copyOf(failures);
    }

    /** Whether everything is as expected. */
    public boolean passed() {
        return failures.isEmpty();
    }
}
