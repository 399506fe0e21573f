package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.TopicReader;
import io.tocsin.monitor.wire.AccountStateCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.TickCodec;
import io.tocsin.rules.containment.AccountState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The present state of every account that Tocsin has touched, and values of other topics about accounts. */
final class AccountStates {
    private AccountStates() {}

    /** Takes one record, which has a value and is no tick. */
    @FunctionalInterface
    interface Taker {
        void take(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException;
    }

    /** The newest state of each account. */
    static List<AccountState> read(Session session, Terminal terminal) {
        Map<List<String>, AccountState> newest = new LinkedHashMap<>();
        read(session, terminal, session.topics().accounts(), record -> {
            AccountState state = AccountStateCodec.decode(record.value());
            newest.put(List.of(state.tenant(), state.account()), state);
        });
        return List.copyOf(newest.values());
    }

    /** Hands out every record that a topic has; says which can't be read, and goes on. */
    static void read(Session session, Terminal terminal, String topic, Taker taker) {
        try (TopicReader reader = new TopicReader(session.clientProperties(), topic)) {
            reader.readToEnd(record -> {
                try {
                    if (record.value() != null && !TickCodec.isTick(record.headers())) {
                        taker.take(record);
                    }
                } catch (MalformedRecordException e) {
                    terminal.say("Offset " + record.offset() + " of " + topic + ": " + e.getMessage());
                }
                return true;
            });
        }
    }
}
