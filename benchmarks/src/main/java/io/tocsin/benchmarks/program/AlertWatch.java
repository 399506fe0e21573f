package io.tocsin.benchmarks.program;

import io.tocsin.benchmarks.traffic.AlertName;
import io.tocsin.monitor.app.TopicReader;
import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.rules.alert.Alert;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a topic of alerts, committed ones only, until all that are expected have come. */
final class AlertWatch {

    /** How the first record of an alert begins: so that those of the traffic are counted without being read. */
    private static final byte[] CREATE = "{\"activity_id\":1,".getBytes(StandardCharsets.UTF_8);

    private AlertWatch() {}

    /** Waits for alerts with all of these names; says how many alerts were created meanwhile. */
    static long await(Map<String, String> client, String topic, Set<AlertName> expected) {
        Set<AlertName> missing = new HashSet<>(expected);
        Set<String> keys = expected.stream().map(AlertName::recordKey).collect(Collectors.toSet());
        long[] created = {0};
        try (TopicReader reader = new TopicReader(client, topic)) {
            reader.follow(missing::isEmpty, record -> {
                created[0] += startsWith(record.value(), CREATE) ? 1 : 0;
                if (keys.contains(AlertName.text(record.key()))) {
                    missing.remove(AlertName.of(decode(record.value())));
                }
                return !missing.isEmpty();
            });
        }
        return created[0];
    }

    private static boolean startsWith(byte[] value, byte[] beginning) {
        return value.length >= beginning.length
                && Arrays.equals(value, 0, beginning.length, beginning, 0, beginning.length);
    }

    static Alert decode(byte[] value) {
        try {
            return AlertCodec.decode(value);
        } catch (MalformedRecordException e) {
            throw new IllegalStateException("an alert can't be read", e);
        }
    }
}
