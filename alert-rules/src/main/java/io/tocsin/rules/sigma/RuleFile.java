package io.tocsin.rules.sigma;

import java.util.Locale;

/**
 * A file of Sigma documents, or of tests, already read: this module reads no files.
 *
 * @param name the name that messages show, such as its path below the rule folder
 * @param text its content
 */
public record RuleFile(String name, String text) {

    /** Whether it holds tests of rules, not rules: {@code failed_logins.test.yml} stands beside {@code failed_logins.yml}. */
    public boolean isTest() {
        return isTest(name);
    }

    /** Whether a file of this name holds tests of rules. */
    public static boolean isTest(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".test.yml") || lower.endsWith(".test.yaml");
    }
}
