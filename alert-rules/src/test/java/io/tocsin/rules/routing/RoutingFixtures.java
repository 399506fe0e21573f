package io.tocsin.rules.routing;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.RuleRef;
import io.tocsin.rules.alert.Score;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.roster.Role;
import io.tocsin.rules.roster.Roster;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A roster and alerts for the tests of this package. */
final class RoutingFixtures {

    static final long NOW_MS = 1_700_000_000_000L;

    private RoutingFixtures() {}

    /** The technical lead has two mailboxes, one of which is the commander's, too; the legal advisor has none. */
    static Roster roster() {
        return new Roster(List.of(
                role("incident-commander", Severity.MEDIUM, "commander@example.com"),
                role("technical-lead", Severity.LOW, "oncall@example.com", "commander@example.com"),
                role("communications-lead", Severity.CRITICAL, "press@example.com"),
                role("legal-advisor", Severity.HIGH)));
    }

    private static Role role(String id, Severity minimum, String... emails) {
        return new Role(id, id, List.of("answers"), List.of(emails), minimum);
    }

    static Alert alert(Alert.Activity activity, int score, Severity highest) {
        return alert(activity, score, highest, false, null);
    }

    static Alert alert(
            Alert.Activity activity, int score, Severity highest, boolean stale, @Nullable String mergedInto) {
        return new Alert(
                "uid-1",
                activity,
                1,
                "default",
                new RuleRef("rule-1", "failed-logins", "Failed logins of one user", List.of()),
                Map.of("userId", "mallory\r\nBcc: all@example.com"),
                NOW_MS - 900,
                NOW_MS - 1_000,
                NOW_MS - 5_000,
                NOW_MS - 900,
                7,
                5,
                true,
                5,
                null,
                300_000,
                new Score(score, 0, 0, 0, 0),
                highest,
                stale,
                false,
                false,
                mergedInto,
                List.of(),
                List.of(),
                List.of(Alert.Response.LOCK_ACCOUNT),
                "hash");
    }

    /** Recipient, kind, number and role of what is sent. */
    static List<String> summary(List<Notification> notifications) {
        return notifications.stream()
                .map(each -> each.recipient() + " " + each.kind().label() + " " + each.number() + " " + each.role())
                .toList();
    }
}
