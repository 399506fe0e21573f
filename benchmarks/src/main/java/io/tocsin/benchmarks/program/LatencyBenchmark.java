package io.tocsin.benchmarks.program;

import io.tocsin.benchmarks.traffic.LoginTraffic;
import io.tocsin.benchmarks.traffic.MixOptions;
import io.tocsin.benchmarks.traffic.Rules;
import io.tocsin.monitor.app.TopicReader;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.sigma.RuleSet;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code latency}. */
@Command(
        name = "latency",
        mixinStandardHelpOptions = true,
        description = {
            "How long after the event that crosses a threshold its alert can be read, at a steady rate of events.",
            "An event's time is when it is handed to the producer; an alert counts when a consumer of committed records has it.",
            "Everything runs in this process: the broker, the producer, the program and the consumer."
        })
public final class LatencyBenchmark implements Callable<Integer> {
    @Option(names = "--rate", defaultValue = "20000", description = "Events per second; default: ${DEFAULT-VALUE}.")
    private int rate;

    @Option(names = "--seconds", defaultValue = "180", description = "How long it counts; default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "90", description = "Seconds before that; default: ${DEFAULT-VALUE}.")
    private int warmUpSeconds;

    @Mixin
    private final MixOptions mix = new MixOptions();

    @Option(names = "--threshold-rules", description = "The three threshold rules alone instead of all shipped ones.")
    private boolean thresholdRules;

    private final Map<String, Delays> delays = new TreeMap<>();

    @Override
    public Integer call() throws Exception {
        try (Cluster cluster = Cluster.start()) {
            RuleSet rules = thresholdRules ? Rules.threshold() : Rules.shipped();
            Topics topics = cluster.createTopics("latency.");
            try (Program program = Program.start(cluster, "latency.", rules)) {
                run(cluster, topics, program);
            }
        }
        delays.forEach((rule, each) -> System.out.println(each.line(rule, "alerts", "ms")));
        return 0;
    }

    private void run(Cluster cluster, Topics topics, Program program) throws Exception {
        long startMs = System.currentTimeMillis();
        long countedFromMs = startMs + warmUpSeconds * 1_000L;
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread watch = new Thread(() -> watch(cluster, topics, countedFromMs, isOver), "alerts");
        watch.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
        watch.start();
        Pace pace = send(cluster, topics, startMs);
        Map<TopicPartition, Long> ends = cluster.ends(topics);
        new GroupProgress(cluster, program.detectGroup(), ends).awaitAll();
        Thread.sleep(1_000);
        isOver.set(true);
        watch.join();
        if (failure.get() != null) {
            throw new IllegalStateException("the alerts could not be read", failure.get());
        }
        System.out.println(pace);
    }

    /** Reads alerts that are created, those of crossings after a time. */
    private void watch(Cluster cluster, Topics topics, long countedFromMs, AtomicBoolean isOver) {
        try (TopicReader reader = new TopicReader(cluster.client(), topics.alerts())) {
            reader.follow(isOver::get, record -> {
                long nowMs = System.currentTimeMillis();
                Alert alert = AlertWatch.decode(record.value());
                if (alert.activity() == Alert.Activity.CREATE && alert.crossingTimeMs() >= countedFromMs) {
                    long delayMs = nowMs - alert.crossingTimeMs();
                    delays.computeIfAbsent("all", any -> new Delays()).add(delayMs);
                    delays.computeIfAbsent(alert.rule().name(), any -> new Delays())
                            .add(delayMs);
                }
                return true;
            });
        }
    }

    /** What the producer kept up with: a rate that it fell short of would flatter the delays. */
    private record Pace(long events, double perSecond, long worstLagMs) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%,d events at %,.0f events/s; the producer was never more than %,d ms behind",
                    events,
                    perSecond,
                    worstLagMs);
        }
    }

    private Pace send(Cluster cluster, Topics topics, long startMs) {
        long total = (long) rate * (warmUpSeconds + seconds);
        long startNs = System.nanoTime();
        long[] sent = {0};
        long[] worstNs = {0};
        LoginTraffic traffic = mix.traffic(total, startMs, startMs + 1);
        try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
            traffic.forEach(event -> {
                long dueNs = startNs + sent[0]++ * 1_000_000_000L / rate;
                long aheadNs = dueNs - System.nanoTime();
                if (aheadNs > 0) {
                    LockSupport.parkNanos(aheadNs);
                } else {
                    worstNs[0] = Math.max(worstNs[0], -aheadNs);
                }
                producer.send(cluster.record(topics, now(event)));
                if (sent[0] % (rate * 10L) == 0) {
                    System.err.printf(Locale.ROOT, "  %,d events%n", sent[0]);
                }
            });
        }
        return new Pace(total, total * 1e9 / (System.nanoTime() - startNs), worstNs[0] / 1_000_000);
    }

    private static LoginEvent now(LoginEvent event) {
        return new LoginEvent(
                event.eventId(),
                System.currentTimeMillis(),
                event.origin(),
                event.userId(),
                event.success(),
                event.sourceIp(),
                event.userAgent());
    }
}
