package io.tocsin.monitor.cli;

import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/** One request of an operator about one account, from the command line to the decision. */
final class OneRequest {
    private final Context context;
    private final ConfigOptions config;

    OneRequest(Context context, ConfigOptions config) {
        this.context = context;
        this.config = config;
    }

    /** A request of this operator. */
    static AccountRequest of(
            OperatorOptions.Operator who, String tenant, String account, AccountRequest.Action action) {
        return new AccountRequest(
                AccountRequest.OPERATOR + UUID.randomUUID(),
                tenant,
                account,
                action,
                who.reason(),
                who.principal(),
                null);
    }

    /**
     * Hands it in and waits for the decision, which is also written as JSON where that is asked for.
     *
     * @throws CliException if it is recorded, and nobody decides it
     */
    AccountCommand ask(AccountRequest request, boolean isJson)
            throws IOException, InvalidDocumentException, InterruptedException {
        RequestBatch batch = new RequestBatch(List.of(request));
        try (Session session = Session.write(context, config.read(context));
                AccountDesk desk = new TopicDesk(session, context.terminal())) {
            if (!session.isShared()) {
                batch.ask(desk);
                throw CliException.foundWrong(
                        "the request is recorded, and nobody is there to decide it: the next 'tocsin run' will");
            }
            batch.askAndHear(desk, decided -> {});
        }
        AccountCommand decision = batch.decision(request)
                .orElseThrow(() -> CliException.foundWrong(
                        "the request is recorded, and nobody decided it within " + TopicDesk.LONGEST_WAIT.toSeconds()
                                + " s: is a 'tocsin run' with the stage respond running?"));
        if (isJson) {
            context.terminal().json(AccountCommandCodec.encode(decision));
        }
        return decision;
    }
}
