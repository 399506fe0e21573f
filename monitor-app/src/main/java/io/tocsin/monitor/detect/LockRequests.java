package io.tocsin.monitor.detect;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.containment.AccountRequest;

/** The request that an alert makes where its rule asks for the account to be locked. */
final class LockRequests {
    private LockRequests() {}

    static AccountRequest of(Alert alert, String account) {
        return new AccountRequest(
                alert.uid(),
                alert.tenant(),
                account,
                AccountRequest.Action.LOCK,
                alert.rule().title() + ": " + alert.countAtCrossing() + " within " + alert.timespanMs() / 1_000 + " s",
                "rule:" + alert.rule().name(),
                new AccountRequest.AlertCause(
                        alert.uid(),
                        alert.rule().id(),
                        alert.rule().name(),
                        alert.crossingTimeMs(),
                        alert.severity(),
                        alert.stale()));
    }
}
