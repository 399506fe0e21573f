package io.tocsin.monitor.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.monitor.wire.TopicCatalogue;
import io.tocsin.monitor.wire.TopicSettings;
import io.tocsin.monitor.wire.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A process of its own with an embedded broker, to be killed: it writes the numbers from 0 to a topic and prints each
 * one that is confirmed. Meanwhile as many producers as are asked for end one transaction after the other.
 */
final class BrokerProcess implements AutoCloseable {
    static final String TOPIC = "alerts";
    static final String BUSY_TOPIC = "events.login";

    private final Process process;
    private final BufferedReader output;

    private BrokerProcess(Process process) {
        this.process = process;
        this.output = process.inputReader(UTF_8);
    }

    static BrokerProcess start(Path folder) throws IOException {
        return start(folder, 0);
    }

    static BrokerProcess start(Path folder, int busyProducers) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        ProcessBuilder builder = new ProcessBuilder(
                java,
                "-cp",
                classPath,
                BrokerProcess.class.getName(),
                folder.toString(),
                Integer.toString(busyProducers));
        return new BrokerProcess(
                builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /** Waits until so many more numbers are confirmed, and returns them. */
    List<String> confirmed(int count) throws IOException {
        List<String> lines = new ArrayList<>();
        while (lines.size() < count) {
            String line = output.readLine();
            if (line == null) {
                throw new IOException("the process ended after " + lines);
            }
            lines.add(line);
        }
        return lines;
    }

    /** What was printed until the end. */
    List<String> rest() {
        return output.lines().toList();
    }

    long pid() {
        return process.pid();
    }

    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly(); // Process.destroyForcibly would close the output, too.
        process.waitFor();
    }

    /** Asks it to stop, as Ctrl-C does; returns whether it ended by itself in time. */
    boolean terminate() throws InterruptedException {
        process.destroy();
        return process.waitFor(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    public static void main(String[] arguments) throws Exception {
        KafkaAccess access = KafkaAccess.start(Path.of(arguments[0]));
        Runtime.getRuntime().addShutdownHook(new Thread(access::close, "stop"));
        try (TopicAdmin admin = new TopicAdmin(access.clientProperties())) {
            admin.createMissing(TopicCatalogue.of(new Topics(""), List.of(), TopicSettings.embedded()));
        }
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            String transactionalId = busyId(i);
            new Thread(() -> beBusy(access.clientProperties(), transactionalId), transactionalId).start();
        }
        try (KafkaProducer<byte[], byte[]> producer =
                Records.producer(access.clientProperties(), Map.of("transactional.id", "numbers"))) {
            producer.initTransactions();
            for (int number = 0; ; number++) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(
                        TOPIC, 0, null, Integer.toString(number).getBytes(UTF_8)));
                producer.commitTransaction();
                System.out.println(number);
            }
        }
    }

    static String busyId(int producer) {
        return "busy-" + producer;
    }

    private static void beBusy(Map<String, String> clientProperties, String transactionalId) {
        try (KafkaProducer<byte[], byte[]> producer =
                Records.producer(clientProperties, Map.of("transactional.id", transactionalId))) {
            producer.initTransactions();
            while (true) {
                producer.beginTransaction();
                for (int partition = 0; partition < 2; partition++) {
                    producer.send(new ProducerRecord<>(BUSY_TOPIC, partition, null, new byte[1]));
                }
                producer.commitTransaction();
            }
        }
    }
}
