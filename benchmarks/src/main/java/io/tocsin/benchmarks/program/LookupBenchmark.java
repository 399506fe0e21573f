package io.tocsin.benchmarks.program;

import io.tocsin.monitor.wire.AccountStateCodec;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AccountState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lookup}. */
@Command(
        name = "lookup",
        mixinStandardHelpOptions = true,
        description = {
            "How long a login service waits for the state of an account over HTTP, at a steady rate of questions.",
            "A question's time is when it was due, whether the client came to ask it then or not. Half of the accounts",
            "are locked, and one lock a second is lifted and granted again. The program runs in a process of its own, as",
            "its launcher starts it, with the embedded broker; this one asks."
        })
public final class LookupBenchmark implements Callable<Integer> {
    private static final int CONNECTIONS = 32;
    private static final int OK = 200;
    private static final String PATH = "/v1/account?account=";
    private static final long HOUR_MS = 3_600_000;

    @Option(names = "--rate", defaultValue = "1000", description = "Questions per second; default: ${DEFAULT-VALUE}.")
    private int rate;

    @Option(names = "--seconds", defaultValue = "60", description = "How long it counts; default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "20", description = "Seconds before that; default: ${DEFAULT-VALUE}.")
    private int warmUpSeconds;

    @Option(names = "--accounts", defaultValue = "20000", description = "Accounts; default: ${DEFAULT-VALUE}.")
    private int accounts;

    @Option(names = "--service-opts", description = "Options of the program's JVM; default: ${DEFAULT-VALUE}.")
    private String serviceOptions = "-Xmx1g";

    private final Delays delays = new Delays();
    private final AtomicLong refused = new AtomicLong();

    @Override
    public Integer call() throws Exception {
        Topics topics = new Topics(Topics.DEFAULT_PREFIX);
        try (ProgramProcess program = ProgramProcess.start(
                        serviceOptions, "stages: [ingest, detect, respond]", "lookup: {port: 0, on_failure: open}");
                KafkaProducer<byte[], byte[]> producer = Cluster.producer(program.client())) {
            for (int i = 0; i < accounts; i += 2) {
                producer.send(record(topics, i, AccountState.Status.REQUESTED));
            }
            producer.flush();
            URI server = URI.create(program.lookupUrl());
            awaitLast(server);
            ask(server, topics, producer);
        }
        System.out.println(delays.line(rate + " questions/s", "answers", "µs"));
        System.out.println("other answers than a state: " + refused.get());
        return 0;
    }

    /** Once the last of all are known, whichever their partitions, so are those before them. */
    private void awaitLast(URI server) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        for (int i = Math.max(0, accounts - 200) / 2 * 2; i < accounts; i += 2) {
            HttpRequest question =
                    HttpRequest.newBuilder(server.resolve(PATH + name(i))).build();
            while (!client.send(question, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .contains("\"locked\":true")) {
                Thread.sleep(100);
            }
        }
    }

    /** Each of its threads asks over a connection of its own and waits for the answer, as those of a login service do. */
    private void ask(URI server, Topics topics, KafkaProducer<byte[], byte[]> producer)
            throws IOException, InterruptedException {
        BlockingQueue<PlainHttp> idle = new ArrayBlockingQueue<>(CONNECTIONS);
        for (int i = 0; i < CONNECTIONS; i++) {
            idle.add(new PlainHttp(server));
        }
        ExecutorService askers = Executors.newFixedThreadPool(CONNECTIONS);
        Random random = new Random(1);
        long warmUp = (long) rate * warmUpSeconds;
        long total = warmUp + (long) rate * seconds;
        long startNs = System.nanoTime();
        for (long i = 0; i < total; i++) {
            long dueNs = startNs + i * 1_000_000_000L / rate;
            while (dueNs > System.nanoTime()) {
                LockSupport.parkNanos(dueNs - System.nanoTime());
            }
            if (i % rate == 0) {
                int account = 2 * (int) (i / rate % (accounts / 2));
                producer.send(record(topics, account, AccountState.Status.RELEASED));
                producer.send(record(topics, account, AccountState.Status.REQUESTED));
            }
            boolean counts = i >= warmUp;
            byte[] question = PlainHttp.question(server, PATH + name(random.nextInt(accounts)));
            askers.execute(() -> {
                boolean isAnswer = isAnswer(idle, question);
                if (counts) {
                    note(System.nanoTime() - dueNs, isAnswer);
                }
            });
        }
        askers.shutdown();
        if (!askers.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("answers are still outstanding after a minute");
        }
        for (PlainHttp each : idle) {
            each.close();
        }
    }

    /** There are as many connections as threads; one that broke is not mended, and nothing after it counts as an answer. */
    private static boolean isAnswer(BlockingQueue<PlainHttp> idle, byte[] question) {
        PlainHttp connection = idle.remove();
        try {
            return connection.status(question) == OK;
        } catch (IOException e) {
            return false;
        } finally {
            idle.add(connection);
        }
    }

    private synchronized void note(long delayNs, boolean isAnswer) {
        delays.add(delayNs / 1_000);
        if (!isAnswer) {
            refused.incrementAndGet();
        }
    }

    private static String name(int account) {
        return String.format("user-%06d", account);
    }

    private static ProducerRecord<byte[], byte[]> record(Topics topics, int account, AccountState.Status status) {
        long nowMs = System.currentTimeMillis();
        AccountRequest request = new AccountRequest(
                "lookup-" + account,
                "default",
                name(account),
                AccountRequest.Action.LOCK,
                "a measurement",
                "operator:bench",
                null);
        AccountCommand lock = new AccountCommand(
                request.id(),
                AccountCommand.Action.LOCK,
                AccountCommand.Code.GRANTED,
                request,
                nowMs,
                nowMs + HOUR_MS,
                0);
        AccountState state = new AccountState("default", name(account), status, lock, lock, nowMs);
        return new ProducerRecord<>(topics.accounts(), AccountStateCodec.key(state), AccountStateCodec.encode(state));
    }
}
