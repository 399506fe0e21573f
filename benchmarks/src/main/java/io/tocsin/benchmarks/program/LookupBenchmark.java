package io.tocsin.benchmarks.program;

import io.tocsin.monitor.config.LookupConfig;
import io.tocsin.monitor.config.LookupConfig.OnFailure;
import io.tocsin.monitor.lookup.Lookup;
import io.tocsin.monitor.wire.AccountStateCodec;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AccountState;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
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
            "are locked, and one lock a second is lifted and granted again. Everything runs in this process."
        })
public final class LookupBenchmark implements Callable<Integer> {
    private static final int MOST_OPEN = 256;
    private static final long HOUR_MS = 3_600_000;

    @Option(names = "--rate", defaultValue = "1000", description = "Questions per second; default: ${DEFAULT-VALUE}.")
    private int rate;

    @Option(names = "--seconds", defaultValue = "60", description = "How long it counts; default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "20", description = "Seconds before that; default: ${DEFAULT-VALUE}.")
    private int warmUpSeconds;

    @Option(names = "--accounts", defaultValue = "20000", description = "Accounts; default: ${DEFAULT-VALUE}.")
    private int accounts;

    private final Delays delays = new Delays();
    private final AtomicLong refused = new AtomicLong();

    @Override
    public Integer call() throws Exception {
        LookupConfig config = new LookupConfig("127.0.0.1", 0, Optional.empty(), OnFailure.OPEN, Map.of(), Map.of());
        try (Cluster cluster = Cluster.start()) {
            Topics topics = cluster.createTopics("lookup.");
            try (KafkaProducer<byte[], byte[]> producer = cluster.producer();
                    Lookup lookup =
                            Lookup.start(cluster.client(), topics, config, name -> name, Map.of(), Clock.systemUTC())) {
                for (int i = 0; i < accounts; i += 2) {
                    producer.send(record(topics, i, AccountState.Status.REQUESTED));
                }
                producer.flush();
                while (lookup.locked() < accounts / 2 || !lookup.isCurrent()) {
                    Thread.sleep(100);
                }
                ask(lookup.url(), topics, producer);
            }
        }
        System.out.println(delays.line(rate + " questions/s", "answers", "µs"));
        System.out.println("other answers than a state: " + refused.get());
        return 0;
    }

    private void ask(String url, Topics topics, KafkaProducer<byte[], byte[]> producer) throws InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        Semaphore open = new Semaphore(MOST_OPEN);
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
            open.acquire();
            boolean counts = i >= warmUp;
            HttpRequest question = HttpRequest.newBuilder(
                            URI.create(url + "/v1/account?account=" + name(random.nextInt(accounts))))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            client.sendAsync(question, HttpResponse.BodyHandlers.ofString()).whenComplete((answer, failure) -> {
                if (counts) {
                    note(System.nanoTime() - dueNs, failure == null && answer.statusCode() == 200);
                }
                open.release();
            });
        }
        open.acquire(MOST_OPEN);
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
