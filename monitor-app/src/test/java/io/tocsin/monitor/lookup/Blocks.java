package io.tocsin.monitor.lookup;

import io.tocsin.monitor.web.WebAnswer;
import io.tocsin.monitor.wire.BlockStateCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AlertCause;
import io.tocsin.rules.containment.BlockRequest;
import io.tocsin.rules.containment.BlockState;
import io.tocsin.rules.containment.BlockState.Code;
import io.tocsin.rules.containment.BlockState.Status;
import io.tocsin.rules.containment.Source;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Block states as they stand on the topic, and what comes out as a text. */
final class Blocks {
    private Blocks() {}

    static BlockState blocked(String source, long untilMs, long changedAtMs) {
        return state("default", source, Status.BLOCKED, untilMs, changedAtMs);
    }

    static BlockState state(String tenant, String source, Status status, long untilMs, long changedAtMs) {
        BlockRequest request = new BlockRequest(
                "r1",
                tenant,
                Source.parse(source),
                BlockRequest.Action.BLOCK,
                "why",
                "rule:failed_logins",
                new AlertCause("uid", "id", "failed_logins", 0, Severity.HIGH, false),
                0);
        boolean never = status == Status.REFUSED;
        return new BlockState(status, Code.GRANTED, request, never ? null : request, never ? 0 : untilMs, changedAtMs);
    }

    /** Takes a state in as a record. */
    static void take(BlockedSources blocks, BlockState state) {
        take(blocks, BlockStateCodec.key(state), BlockStateCodec.encode(state));
    }

    /** Takes in that a source was forgotten. */
    static void forget(BlockedSources blocks, BlockState state) {
        take(blocks, BlockStateCodec.key(state), null);
    }

    private static void take(BlockedSources blocks, byte[] key, byte[] value) {
        try {
            blocks.take(new ConsumerRecord<>("blocks", 0, 0, key, value));
        } catch (MalformedRecordException e) {
            throw new AssertionError(e);
        }
    }

    /** The body of an answer, however it is sent. */
    static String body(WebAnswer answer) {
        if (answer.body() instanceof WebAnswer.Parts parts) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            parts.parts().forEachRemaining(all::writeBytes);
            return all.toString(StandardCharsets.UTF_8);
        }
        return new String(((WebAnswer.Whole) answer.body()).bytes(), StandardCharsets.UTF_8);
    }
}
