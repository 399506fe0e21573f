package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.RecordSender;
import io.tocsin.monitor.app.TopicReader;
import io.tocsin.monitor.wire.BlockStateCodec;
import io.tocsin.monitor.wire.ContainmentRequestCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.rules.containment.BlockRequest;
import io.tocsin.rules.containment.BlockState;
import io.tocsin.rules.containment.Source;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Where an operator's requests about sources are handed in and their decisions are heard. */
final class BlockDesk implements AutoCloseable {
    private final boolean isShared;
    private final String requests;
    private final TopicReader decisions;
    private final RecordSender sender;

    BlockDesk(Session session) {
        this.isShared = session.isShared();
        this.requests = session.topics().accountRequests();
        this.decisions =
                new TopicReader(session.clientProperties(), session.topics().blocks()).fromEnd();
        this.sender = new RecordSender(session.clientProperties());
    }

    /**
     * The source that is meant.
     *
     * @throws CliException if it is none
     */
    static Source source(String text) {
        try {
            return Source.parse(text);
        } catch (IllegalArgumentException e) {
            throw CliException.usage(Terminal.printable(String.valueOf(e.getMessage())));
        }
    }

    /**
     * Hands in a request and waits for the decision.
     *
     * @throws CliException if it is recorded, and nobody decides it
     */
    BlockState ask(BlockRequest request) throws InterruptedException {
        sender.send(requests, ContainmentRequestCodec.key(request), ContainmentRequestCodec.encode(request));
        if (!isShared) {
            throw CliException.foundWrong(
                    "the request is recorded, and nobody is there to decide it: the next 'tocsin run' will");
        }
        AtomicReference<@Nullable BlockState> heard = new AtomicReference<>();
        long deadline = System.nanoTime() + TopicDesk.LONGEST_WAIT.toNanos();
        decisions.follow(() -> System.nanoTime() - deadline > 0, record -> {
            BlockState state = decoded(record.value());
            if (state != null && state.request().id().equals(request.id())) {
                heard.set(state);
            }
            return heard.get() == null;
        });
        BlockState decided = heard.get();
        if (decided == null) {
            throw CliException.foundWrong("the request is recorded, and nobody decided it within "
                    + TopicDesk.LONGEST_WAIT.toSeconds() + " s: is a 'tocsin run' with the stage respond running?");
        }
        return decided;
    }

    /** What others can't be read of is theirs to mend; it is no answer. */
    private static @Nullable BlockState decoded(byte @Nullable [] value) {
        try {
            return value == null ? null : BlockStateCodec.decode(value);
        } catch (MalformedRecordException e) {
            return null;
        }
    }

    /** A decision's reason in words. */
    static String meaning(BlockState.Code code) {
        return switch (code) {
            case GRANTED -> "the policy asks for it";
            case EXPIRED -> "the block's time is over";
            case SKIPPED_STALE -> "the alert is about history, and history doesn't act";
            case ALLOWED -> "an address of it is of a network that respond.allow names";
            case OBSERVED -> "respond.mode is observe: recorded, not acted on";
            case NOT_BLOCKED -> "the source isn't blocked";
        };
    }

    @Override
    public void close() {
        sender.close();
        decisions.close();
    }
}
