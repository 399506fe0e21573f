package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.RecordSender;
import io.tocsin.monitor.app.TopicReader;
import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.monitor.wire.AccountRequestCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountRequest;
import java.time.Duration;
import java.util.function.Predicate;

/** The topics {@code account-requests} and {@code account-commands}; decisions from before it was opened aren't heard. */
final class TopicDesk implements AccountDesk {
    /** Respond decides within a second; after a restart it may have to find its place first. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final Terminal terminal;
    private final String requests;
    private final TopicReader decisions;
    private final RecordSender sender;

    TopicDesk(Session session, Terminal terminal) {
        this.terminal = terminal;
        this.requests = session.topics().accountRequests();
        this.decisions =
                new TopicReader(session.clientProperties(), session.topics().accountCommands()).fromEnd();
        this.sender = new RecordSender(session.clientProperties());
    }

    @Override
    public void ask(AccountRequest request) throws InterruptedException {
        sender.send(requests, AccountRequestCodec.key(request), AccountRequestCodec.encode(request));
    }

    @Override
    public void hear(Predicate<AccountCommand> wantsMore) {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        decisions.follow(() -> System.nanoTime() - deadline > 0, record -> {
            try {
                return wantsMore.test(AccountCommandCodec.decode(record.value()));
            } catch (MalformedRecordException e) {
                terminal.say("Offset " + record.offset() + " is no decision: " + e.getMessage());
                return true;
            }
        });
    }

    @Override
    public void close() {
        sender.close();
        decisions.close();
    }
}
