package io.tocsin.monitor.cli;

import io.tocsin.monitor.cli.UnlockSelection.Target;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One request per account that is to be unlocked, and what became of them. */
final class UnlockRun {
    private final List<AccountRequest> requests;
    private final RequestBatch batch;

    private UnlockRun(List<AccountRequest> requests) {
        this.requests = List.copyOf(requests);
        this.batch = new RequestBatch(requests);
    }

    static UnlockRun of(OperatorOptions.Operator who, String tenant, List<Target> targets) {
        return new UnlockRun(targets.stream()
                .map(target -> new AccountRequest(
                        id(target),
                        tenant,
                        target.account(),
                        AccountRequest.Action.UNLOCK,
                        who.reason(),
                        who.principal(),
                        null))
                .toList());
    }

    /** The same for the same lock: whoever asks twice, or after a crash, lifts no lock that was granted since. */
    private static String id(Target target) {
        return target.locked()
                .map(state -> "unlock:" + Sha256.hex(state.lock().id().getBytes(StandardCharsets.UTF_8)))
                .orElseGet(() -> AccountRequest.OPERATOR + UUID.randomUUID());
    }

    RequestBatch batch() {
        return batch;
    }

    int size() {
        return requests.size();
    }

    /** Whether it came out as it was meant: nothing is undecided, and who was named was locked. */
    boolean isDone(boolean isNamed) {
        return count(Result.NOT_DECIDED) + count(Result.NOT_ASKED) == 0
                && (!isNamed || count(Result.LIFTED) == requests.size());
    }

    /** What became of it, in words. */
    List<String> summary(boolean isBulk) {
        List<String> lines = new ArrayList<>();
        if (!isBulk) {
            AccountRequest only = requests.get(0);
            lines.add(batch.decision(only)
                    .map(UnlockRun::sentence)
                    .orElse("tocsin: the request is recorded, and nobody decided it within "
                            + TopicDesk.LONGEST_WAIT.toSeconds()
                            + " s: is a 'tocsin run' with the stage respond running?"));
            return lines;
        }
        lines.add(count(Result.LIFTED) + " lifted" + counted(Result.NOT_LOCKED, "not locked (any more)")
                + counted(Result.NOT_DECIDED, "not decided") + counted(Result.NOT_ASKED, "not asked for")
                + ", on behalf of " + Terminal.printable(requests.get(0).requestedBy()) + ".");
        if (count(Result.NOT_DECIDED) > 0) {
            lines.add("Nobody decided within " + TopicDesk.LONGEST_WAIT.toSeconds()
                    + " s: is a 'tocsin run' with the stage respond running? What is recorded will be decided;"
                    + " run it again for the rest.");
        }
        return lines;
    }

    private String counted(Result result, String words) {
        long count = count(result);
        return count == 0 ? "" : ", " + count + " " + words;
    }

    private static String sentence(AccountCommand decision) {
        return decision.action() == AccountCommand.Action.UNLOCK
                ? "Unlocked, on behalf of "
                        + Terminal.printable(decision.request().requestedBy())
                        + ": not confirmed by an identity provider yet."
                : "Refused: " + decision.code() + ", " + AccountText.meaning(decision.code()) + ".";
    }

    private enum Result {
        LIFTED,
        NOT_LOCKED,
        NOT_DECIDED,
        NOT_ASKED
    }

    private long count(Result wanted) {
        long count = 0;
        for (int i = 0; i < requests.size(); i++) {
            Optional<AccountCommand> decision = batch.decision(requests.get(i));
            Result result = decision.map(command ->
                            command.action() == AccountCommand.Action.UNLOCK ? Result.LIFTED : Result.NOT_LOCKED)
                    .orElse(i < batch.asked() ? Result.NOT_DECIDED : Result.NOT_ASKED);
            count += result == wanted ? 1 : 0;
        }
        return count;
    }
}
