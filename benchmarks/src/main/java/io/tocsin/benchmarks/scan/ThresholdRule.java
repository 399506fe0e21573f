package io.tocsin.benchmarks.scan;

import io.tocsin.rules.sigma.ShippedRules;

/** The one rule that the bare loop knows, taken from the shipped ones. */
final class ThresholdRule {

    /** The detection of failed logins and the correlation that counts them for each user. */
    static final String SOURCE = source();

    private ThresholdRule() {}

    private static String source() {
        String file = ShippedRules.files().stream()
                .filter(each -> each.name().endsWith("failed_logins.yml"))
                .findFirst()
                .orElseThrow()
                .text();
        String[] documents = file.split("\n---\n", 3);
        return documents[0] + "\n---\n" + documents[1] + "\n";
    }
}
