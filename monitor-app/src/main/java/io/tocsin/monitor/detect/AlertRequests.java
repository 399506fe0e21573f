package io.tocsin.monitor.detect;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Alert.Response;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AlertCause;
import io.tocsin.rules.containment.BlockRequest;
import io.tocsin.rules.containment.ContainmentRequest;
import java.util.ArrayList;
import java.util.List;

/** What an alert asks of {@code respond}, as its rule says. */
final class AlertRequests {
    private AlertRequests() {}

    static List<ContainmentRequest> of(Alert alert) {
        AlertCause cause = AlertCause.of(alert);
        List<ContainmentRequest> requests = new ArrayList<>();
        alert.account().ifPresent(account -> {
            if (alert.asks(Response.LOCK_ACCOUNT)) {
                requests.add(account(alert, cause, account, AccountRequest.Action.LOCK));
            }
            if (alert.asks(Response.STEP_UP)) {
                requests.add(account(alert, cause, account, AccountRequest.Action.STEP_UP));
            }
        });
        if (alert.asks(Response.BLOCK_SOURCE)) {
            cause.grounds().sources().stream()
                    .map(source -> new BlockRequest(
                            alert.uid(),
                            alert.tenant(),
                            source,
                            BlockRequest.Action.BLOCK,
                            reason(alert),
                            principal(alert),
                            cause,
                            0))
                    .forEach(requests::add);
        }
        return requests;
    }

    private static AccountRequest account(Alert alert, AlertCause cause, String account, AccountRequest.Action action) {
        return new AccountRequest(alert.uid(), alert.tenant(), account, action, reason(alert), principal(alert), cause);
    }

    private static String reason(Alert alert) {
        return alert.rule().title() + ": " + alert.countAtCrossing() + " within " + alert.timespanMs() / 1_000 + " s";
    }

    private static String principal(Alert alert) {
        return ContainmentRequest.RULE + alert.rule().name();
    }
}
