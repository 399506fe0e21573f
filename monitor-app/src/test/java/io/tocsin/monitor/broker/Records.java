package io.tocsin.monitor.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes and reads texts, the shortest way. */
final class Records {
    private Records() {}

    static KafkaProducer<byte[], byte[]> producer(Map<String, String> clientProperties, Map<String, String> more) {
        Map<String, Object> properties = new HashMap<>(clientProperties);
        properties.putAll(more);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Returns once every text is confirmed. */
    static void write(Map<String, String> clientProperties, String topic, List<String> texts) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(clientProperties, Map.of("acks", "all"))) {
            for (String text : texts) {
                producer.send(new ProducerRecord<>(topic, 0, null, text.getBytes(UTF_8)))
                        .get();
            }
        }
    }

    /** Every committed text of partition 0. */
    static List<String> read(Map<String, String> clientProperties, String topic) {
        Map<String, Object> properties = new HashMap<>(clientProperties);
        properties.put("isolation.level", "read_committed");
        properties.put("auto.offset.reset", "earliest");
        TopicPartition partition = new TopicPartition(topic, 0);
        List<String> texts = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> texts.add(new String(record.value(), UTF_8)));
            }
        }
        return texts;
    }
}
