package io.tocsin.benchmarks.program;

import io.tocsin.benchmarks.traffic.LastAttacks;
import io.tocsin.monitor.app.TopicReader;
import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.rules.alert.Alert;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Reads a topic of alerts, committed ones only, until all that are expected have come. */
final class AlertWatch {
    private AlertWatch() {}

    /** Waits for alerts with all of these keys; says how many alerts were created meanwhile. */
    static long await(Map<String, String> client, String topic, Set<String> expected) {
        Set<String> missing = new HashSet<>(expected);
        long[] created = {0};
        try (TopicReader reader = new TopicReader(client, topic)) {
            reader.follow(missing::isEmpty, record -> {
                Alert alert = decode(record.value());
                created[0] += alert.activity() == Alert.Activity.CREATE ? 1 : 0;
                missing.remove(LastAttacks.key(alert));
                return !missing.isEmpty();
            });
        }
        return created[0];
    }

    static Alert decode(byte[] value) {
        try {
            return AlertCodec.decode(value);
        } catch (MalformedRecordException e) {
            throw new IllegalStateException("an alert can't be read", e);
        }
    }
}
