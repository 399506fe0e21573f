package io.tocsin.monitor.ruletest;

import io.tocsin.monitor.wire.Rfc3339;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An alert that a test expects. What is {@code null} isn't asked for.
 *
 * @param line the line it stands at
 * @param ruleId the id of the rule
 * @param ruleName the rule's name, for messages
 * @param tenant whose alert it is
 * @param group what is counted together
 * @param crossingTimeMs when the threshold was crossed, milliseconds since the epoch
 * @param count the episode's final count
 * @param severity the episode's final severity
 */
public record ExpectedAlert(
        int line,
        String ruleId,
        String ruleName,
        @Nullable String tenant,
        @Nullable Map<String, String> group,
        @Nullable Long crossingTimeMs,
        @Nullable Long count,
        @Nullable Severity severity) {

    /** In what an alert differs from what is expected, one line each; nothing if it doesn't. */
    List<String> differences(Alert alert) {
        List<String> found = new ArrayList<>();
        compare(
                found,
                "rule",
                ruleName,
                alert.rule().id().equals(ruleId) ? ruleName : alert.rule().name());
        compare(found, "tenant", tenant, alert.tenant());
        compare(found, "group", group, alert.group());
        compare(
                found,
                "time",
                crossingTimeMs == null ? null : Rfc3339.format(crossingTimeMs),
                Rfc3339.format(alert.crossingTimeMs()));
        compare(found, "count", count, alert.count());
        compare(
                found,
                "severity",
                severity == null ? null : severity.label(),
                alert.severity().label());
        return found;
    }

    private static void compare(List<String> found, String what, @Nullable Object expected, Object actual) {
        if (expected != null && !expected.equals(actual)) {
            found.add(what + " is " + actual + ", not " + expected);
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(ruleName);
        append(text, "tenant", tenant);
        append(text, "group", group);
        append(text, "time", crossingTimeMs == null ? null : Rfc3339.format(crossingTimeMs));
        append(text, "count", count);
        append(text, "severity", severity == null ? null : severity.label());
        return text.toString();
    }

    private static void append(StringBuilder text, String what, @Nullable Object value) {
        if (value != null) {
            text.append(", ").append(what).append(' ').append(value);
        }
    }
}
