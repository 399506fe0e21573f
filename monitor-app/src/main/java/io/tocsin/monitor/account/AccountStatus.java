package io.tocsin.monitor.account;

import io.tocsin.rules.containment.CommandResult.Outcome;
import java.util.Map;
import java.util.Optional;

/**
 * What the account stage has done since it started, and how it is.
 *
 * @param recorded results by outcome, the two among them that aren't final
 * @param deferred attempts that failed and are repeated
 * @param skipped commands that had a final result already
 * @param malformed records of the topic that are no command
 * @param pending commands read and without a final result yet
 * @param underWay commands that are worked on at this moment
 * @param isProviderDown whether the identity provider counts as down
 * @param lastError the last thing that went wrong, without personal data; empty if nothing did
 * @param stopped why the stage stopped by itself; empty while it works
 */
public record AccountStatus(
        Map<Outcome, Long> recorded,
        long deferred,
        long skipped,
        long malformed,
        int pending,
        int underWay,
        boolean isProviderDown,
        Optional<String> lastError,
        Optional<String> stopped) {

    public AccountStatus {
        recorded = Map.copyOf(recorded);
    }
}
