package io.tocsin.monitor.cli;

import io.tocsin.monitor.wire.AccountRequestCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Requests that are handed in a few at a time: the next few only after these were decided, so that a batch that nobody
 * decides ends soon, and a wrong one can be stopped.
 */
final class RequestBatch {
    /** How many requests are undecided at a time, at most. */
    static final int IN_FLIGHT = 100;

    private final List<AccountRequest> requests;
    private final Map<Id, AccountCommand> decisions = new HashMap<>();
    private int asked;

    /** Request ids are unique within an account alone. */
    private record Id(String tenant, String account, String id) {
        static Id of(AccountRequest request, String id) {
            return new Id(request.tenant(), request.account(), id);
        }
    }

    /**
     * A batch; nothing is handed in yet.
     *
     * @throws CliException if respond could not even read one of the requests
     */
    RequestBatch(List<AccountRequest> requests) {
        this.requests = List.copyOf(requests);
        for (AccountRequest request : requests) {
            try {
                AccountRequestCodec.decode(AccountRequestCodec.encode(request));
            } catch (MalformedRecordException e) {
                throw CliException.usage("this can't be asked for: " + e.getMessage());
            }
        }
    }

    /** Hands in all requests and waits for no decision. */
    void ask(AccountDesk desk) throws InterruptedException {
        for (AccountRequest request : requests) {
            desk.ask(request);
            asked++;
        }
    }

    /**
     * Hands in the requests and waits for the decisions; stops where some aren't decided.
     *
     * @param progress is told how many were decided
     */
    void askAndHear(AccountDesk desk, IntConsumer progress) throws InterruptedException {
        while (asked < requests.size() && decisions.size() == asked) {
            int end = Math.min(requests.size(), asked + IN_FLIGHT);
            Map<Id, Boolean> open = new HashMap<>();
            for (AccountRequest request : requests.subList(asked, end)) {
                desk.ask(request);
                open.put(Id.of(request, request.id()), true);
                asked++;
            }
            desk.hear(command -> {
                Id id = Id.of(command.request(), command.id());
                if (open.remove(id) != null) {
                    decisions.put(id, command);
                    progress.accept(decisions.size());
                }
                return !open.isEmpty();
            });
        }
    }

    /** What was decided on a request. */
    Optional<AccountCommand> decision(AccountRequest request) {
        return Optional.ofNullable(decisions.get(Id.of(request, request.id())));
    }

    /** The decisions, in the order of the requests. */
    List<AccountCommand> decisions() {
        List<AccountCommand> made = new ArrayList<>();
        requests.forEach(request -> decision(request).ifPresent(made::add));
        return made;
    }

    /** How many requests were handed in, decided or not. */
    int asked() {
        return asked;
    }
}
