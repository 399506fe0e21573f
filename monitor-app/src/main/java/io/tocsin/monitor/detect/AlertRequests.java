package io.tocsin.monitor.detect;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Alert.Response;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AlertCause;
import io.tocsin.rules.containment.BlockRequest;
import io.tocsin.rules.containment.ContainmentRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * What an alert asks of {@code respond}, as its rule says: once, when it is created. That it is closed is said where that
 * matters, as a lock goes on until then.
 */
final class AlertRequests {

    private static final String CLOSED_SUFFIX = ":closed";

    private AlertRequests() {}

    /** What this revision of an alert asks. */
    static List<ContainmentRequest> of(Alert alert) {
        return switch (alert.activity()) {
            case CREATE -> created(alert);
            case UPDATE -> List.of();
            case CLOSE -> closed(alert);
        };
    }

    private static List<ContainmentRequest> created(Alert alert) {
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

    /** History has locked nobody. */
    private static List<ContainmentRequest> closed(Alert alert) {
        if (alert.stale()) {
            return List.of();
        }
        return alert.accountToLock().stream()
                .<ContainmentRequest>map(account -> new AccountRequest(
                        alert.uid() + CLOSED_SUFFIX,
                        alert.tenant(),
                        account,
                        AccountRequest.Action.CLOSE,
                        reason(alert),
                        principal(alert),
                        AlertCause.of(alert)))
                .toList();
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
