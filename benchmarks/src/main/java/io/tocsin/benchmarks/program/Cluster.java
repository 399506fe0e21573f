package io.tocsin.benchmarks.program;

import io.tocsin.benchmarks.traffic.OneOffUsers;
import io.tocsin.monitor.broker.BrokerException;
import io.tocsin.monitor.broker.KafkaAccess;
import io.tocsin.monitor.broker.TopicAdmin;
import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.monitor.wire.TopicCatalogue;
import io.tocsin.monitor.wire.TopicSettings;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.roster.Role;
import io.tocsin.rules.roster.Roster;
import io.tocsin.rules.roster.RosterLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The embedded broker in this process, on a temporary folder, with as many sets of topics as there are prefixes. */
final class Cluster implements AutoCloseable {

    /** Four, as the measurement is defined. */
    static final int PARTITIONS = 4;

    private final Path folder;
    private final KafkaAccess access;
    private final EventCodec codec = new EventCodec();
    private final Roster roster = RosterLoader.defaultRoster();

    private Cluster(Path folder, KafkaAccess access) {
        this.folder = folder;
        this.access = access;
    }

    static Cluster start() throws IOException {
        Path folder = Files.createTempDirectory("tocsin-bench");
        return new Cluster(folder, KafkaAccess.start(folder.resolve("broker")));
    }

    Map<String, String> client() {
        return access.clientProperties();
    }

    Roster roster() {
        return roster;
    }

    /** A folder for the state of a program. */
    Path state(String prefix) {
        return folder.resolve("state-" + prefix);
    }

    /** Where the broker keeps its data. */
    Path broker() {
        return folder.resolve("broker");
    }

    static TopicSettings topicSettings() {
        return TopicSettings.embedded().withPartitions(PARTITIONS);
    }

    /** Creates the topics of a prefix. */
    Topics createTopics(String prefix) throws BrokerException {
        Topics topics = new Topics(prefix);
        List<String> roles = roster.roles().stream().map(Role::id).toList();
        try (TopicAdmin admin = new TopicAdmin(client())) {
            List<String> problems =
                    TopicAdmin.problems(admin.createMissing(TopicCatalogue.of(topics, roles, topicSettings())));
            if (!problems.isEmpty()) {
                throw new BrokerException(String.join("\n", problems));
            }
        }
        return topics;
    }

    /** Removes everything of a prefix, for the disk's sake. */
    void deleteTopics(String prefix) throws Exception {
        try (Admin admin = admin()) {
            List<String> mine = admin.listTopics().names().get().stream()
                    .filter(name -> name.startsWith(prefix))
                    .toList();
            admin.deleteTopics(mine).all().get();
        }
    }

    /** Appends the events to the topic of logins and waits until all are there. */
    void load(Topics topics, OneOffUsers.Source traffic, Iterable<? extends SecurityEvent> last) {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
            traffic.forEach(event -> send(producer, topics, event, failure));
            last.forEach(event -> send(producer, topics, event, failure));
            producer.flush();
            if (failure.get() != null) {
                throw new IllegalStateException("the events could not be appended", failure.get());
            }
        }
    }

    private void send(
            KafkaProducer<byte[], byte[]> producer,
            Topics topics,
            SecurityEvent event,
            AtomicReference<@Nullable Exception> failure) {
        producer.send(record(topics, event), (metadata, exception) -> {
            if (exception != null) {
                failure.set(exception);
            }
        });
    }

    /** An event as a record; the headers, which only repeat it, are left out: the bare loops would have to carry them. */
    ProducerRecord<byte[], byte[]> record(Topics topics, SecurityEvent event) {
        return new ProducerRecord<>(topics.events(event.stream()), codec.key(event), codec.encode(event));
    }

    KafkaProducer<byte[], byte[]> producer() {
        return producer(client());
    }

    /** A producer that is made for throughput. */
    static KafkaProducer<byte[], byte[]> producer(Map<String, String> client) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    Admin admin() {
        return Admin.create(new HashMap<String, Object>(client()));
    }

    /** The end offset of every partition of the topic of logins. */
    Map<TopicPartition, Long> ends(Topics topics) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            wanted.put(new TopicPartition(topics.events(EventStream.LOGIN), partition), OffsetSpec.latest());
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        try (Admin admin = admin()) {
            admin.listOffsets(wanted).all().get().forEach((partition, info) -> ends.put(partition, info.offset()));
        }
        return ends;
    }

    @Override
    public void close() {
        access.close();
        delete(folder);
    }

    /** Removes a folder with everything in it. */
    static void delete(Path folder) {
        try (Stream<Path> below = Files.walk(folder)) {
            below.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException("the temporary folder " + folder + " could not be removed", e);
        }
    }
}
