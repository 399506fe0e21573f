package io.tocsin.monitor.detect;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AlertCause;

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
                AlertCause.of(alert));
    }
}
