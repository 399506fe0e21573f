package io.tocsin.rules.containment;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.AlertUid;
import io.tocsin.rules.alert.RuleRef;
import io.tocsin.rules.alert.Score;
import io.tocsin.rules.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A time in which locks of a tenant were refused because its budget was spent: somebody fails on purpose to lock people out,
 * or a rule is wrong. It begins with the first refusal and is over once none came for a budget's window. It is one alert,
 * which {@code respond} itself raises: critical, so that a person looks at it at once.
 *
 * @param beganAtMs append time of the first refusal, milliseconds since the epoch
 * @param lastAtMs append time of the last, milliseconds since the epoch
 * @param refused how many locks were refused
 */
public record BudgetEpisode(long beganAtMs, long lastAtMs, long refused) {

    /** The id of the rule that its alert names; it is no document. */
    public static final String RULE_ID = "2f6a8f0c-6d0e-4f1e-8a55-9b7e1d3c4a10";

    private static final RuleRef RULE = new RuleRef(
            RULE_ID, "lock_budget_spent", "Budget of account locks is spent", List.of("attack.impact", "attack.t1531"));

    /** Rules have the hash of their files as version; this one is a part of the program and has one as long. */
    private static final String RULE_SET = Sha256.hex(RULE_ID.getBytes(StandardCharsets.UTF_8));

    public BudgetEpisode {
        if (refused < 1) {
            throw new IllegalArgumentException("an episode has " + refused + " refused locks; at least 1 begins it");
        }
    }

    /** The episode that a refused lock begins. */
    public static BudgetEpisode begin(long nowMs) {
        return new BudgetEpisode(nowMs, nowMs, 1);
    }

    /** The same with another refused lock. */
    public BudgetEpisode refuse(long nowMs) {
        return new BudgetEpisode(beganAtMs, Math.max(lastAtMs, nowMs), refused + 1);
    }

    /** When it is over, if no lock is refused until then; append time, milliseconds since the epoch. */
    public long endMs() {
        return lastAtMs + ContainmentPolicy.BUDGET_WINDOW_MS;
    }

    /** Its alert when it begins. */
    public Alert opened(String tenant, ContainmentPolicy policy) {
        return alert(tenant, policy, Alert.Activity.CREATE, 1, beganAtMs);
    }

    /** The same alert when it is over. */
    public Alert closed(String tenant, ContainmentPolicy policy) {
        return alert(tenant, policy, Alert.Activity.CLOSE, 2, endMs());
    }

    private Alert alert(String tenant, ContainmentPolicy policy, Alert.Activity activity, int revision, long timeMs) {
        Score score = new Score(80, 0, 0, 0, 0);
        return new Alert(
                AlertUid.of(tenant, RULE_ID, Map.of(), beganAtMs),
                activity,
                revision,
                tenant,
                RULE,
                Map.of(),
                timeMs,
                beganAtMs,
                beganAtMs,
                lastAtMs,
                refused,
                1,
                true,
                1,
                "locks refused beyond the budget of " + policy.budget(),
                ContainmentPolicy.BUDGET_WINDOW_MS,
                score,
                score.severity(),
                false,
                false,
                false,
                null,
                List.of(),
                List.of(),
                List.of(Alert.Response.NOTIFY),
                RULE_SET);
    }
}
