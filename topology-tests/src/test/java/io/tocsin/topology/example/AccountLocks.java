package io.tocsin.topology.example;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A login service that reads the topic {@code accounts} itself. It needs Kafka's client and a JSON reader, and knows three
 * answers: what it doesn't know it doesn't guess.
 */
public final class AccountLocks implements AutoCloseable {

    /** What is known of an account. */
    public enum Answer {
        /** A lock holds: refuse. */
        LOCKED,
        /** No lock holds. */
        NOT_LOCKED,
        /** The topic hasn't been read to its end within the last two seconds: do what you chose for that case. */
        UNKNOWN
    }

    private record Account(String tenant, String name) {}

    private static final long LONGEST_AGE_NS = Duration.ofSeconds(2).toNanos();
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** A lock that the identity provider did not carry out still holds here: this is the wall that is left. */
    private static final Set<String> LOCKED = Set.of("REQUESTED", "CONFIRMED", "FAILED");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Object> client;
    private final String topic;
    private final Map<Account, Long> lockedUntilMs = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::run, "account-locks");
    private volatile boolean isRead;
    private volatile long readNs;
    private volatile boolean isStopped;

    /**
     * Begins to read.
     *
     * @param cluster how Kafka is reached: {@code bootstrap.servers}, and what the cluster asks for besides
     * @param topic {@code tocsin.accounts}, unless the prefix is another one
     */
    public AccountLocks(Map<String, String> cluster, String topic) {
        this.client = new HashMap<>(cluster);
        client.put("isolation.level", "read_committed");
        client.put("enable.auto.commit", false);
        this.topic = topic;
        thread.setDaemon(true);
        thread.start();
    }

    /** What is known of an account now; answers at once. */
    public Answer ask(String tenant, String name) {
        Long untilMs = lockedUntilMs.get(new Account(tenant, name));
        // Asked last: had the reading begun anew before, the lock might not have been there yet.
        if (!isRead || System.nanoTime() - readNs > LONGEST_AGE_NS) {
            return Answer.UNKNOWN;
        }
        return untilMs != null && untilMs > System.currentTimeMillis() ? Answer.LOCKED : Answer.NOT_LOCKED;
    }

    private void run() {
        while (!isStopped) {
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                follow(consumer);
            } catch (InterruptException e) {
                return;
            } catch (KafkaException e) {
                // The answer is UNKNOWN meanwhile. Log it here.
                pause();
            }
        }
    }

    /** Without a group: every process reads all partitions, from the beginning at each start. */
    private void follow(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        isRead = false;
        lockedUntilMs.clear();
        while (!isStopped) {
            // Whoever stands at the ends that were asked for at a moment knew everything at that moment.
            long askedNs = System.nanoTime();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (!isStopped
                    && ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(this::take);
            }
            readNs = askedNs;
            isRead = true;
            consumer.poll(POLL).forEach(this::take);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (record.value() == null) {
                JsonNode key = JSON.readTree(record.key());
                lockedUntilMs.remove(
                        new Account(key.path(0).asText(), key.path(1).asText()));
                return;
            }
            JsonNode state = JSON.readTree(record.value());
            Account account = new Account(
                    state.path("tenant").asText(), state.path("account").asText());
            if (LOCKED.contains(state.path("status").asText())) {
                lockedUntilMs.put(account, state.path("lock").path("untilMs").asLong());
            } else {
                lockedUntilMs.remove(account);
            }
        } catch (IOException e) {
            // Not a state: Tocsin writes none like that. Log where it stands, without what it holds.
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        isStopped = true;
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
