package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.TopicReader;
import io.tocsin.monitor.wire.BlockStateCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.rules.containment.BlockState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the topic {@code blocks} says of every source now. */
final class BlockStates {
    private BlockStates() {}

    /** The newest state of each source, in the order of tenant and source; what was forgotten isn't among them. */
    static List<BlockState> read(Session session, Terminal terminal) {
        Map<String, BlockState> newest = new TreeMap<>();
        String topic = session.topics().blocks();
        try (TopicReader reader = new TopicReader(session.clientProperties(), topic)) {
            reader.readToEnd(record -> {
                String key = new String(record.key(), StandardCharsets.UTF_8);
                try {
                    if (record.value() == null) {
                        newest.remove(key);
                    } else {
                        newest.put(key, BlockStateCodec.decode(record.value()));
                    }
                } catch (MalformedRecordException e) {
                    terminal.say("Offset " + record.offset() + " of " + topic + ": " + e.getMessage());
                }
                return true;
            });
        }
        return List.copyOf(newest.values());
    }

    /** Those that are to be blocked at this time: the stage's next tick may be seconds away. */
    static List<BlockState> blocked(Session session, Terminal terminal, String tenant, long nowMs) {
        return read(session, terminal).stream()
                .filter(state -> state.tenant().equals(tenant))
                .filter(state -> state.isBlocked() && state.untilMs() > nowMs)
                .toList();
    }
}
