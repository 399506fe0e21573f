package io.tocsin.benchmarks.program;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The bare loop: polls and parses on one thread, and does nothing with what it has read. */
final class BareConsumer {
    private static final JsonFactory JSON = new JsonFactory();

    private BareConsumer() {}

    /** Reads up to these ends. */
    static void run(Map<String, String> client, Map<TopicPartition, Long> ends) throws IOException {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            long left = ends.values().stream().mapToLong(Long::longValue).sum();
            while (left > 0) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    parse(record.value());
                    left--;
                }
            }
        }
    }

    /** Reads every field's name and value; the sum of their lengths keeps the compiler from leaving it out. */
    static int parse(byte[] value) throws IOException {
        int length = 0;
        try (JsonParser json = JSON.createParser(value)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    length += json.currentName().length();
                } else if (token == JsonToken.VALUE_STRING) {
                    length += json.getText().length();
                } else if (token == JsonToken.VALUE_NUMBER_INT) {
                    length += (int) json.getLongValue();
                }
            }
        }
        return length;
    }
}
