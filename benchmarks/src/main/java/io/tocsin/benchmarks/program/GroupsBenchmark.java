package io.tocsin.benchmarks.program;

import io.tocsin.benchmarks.traffic.AlertName;
import io.tocsin.benchmarks.traffic.OneOffUsers;
import io.tocsin.benchmarks.traffic.Rules;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.detect.Group;
import io.tocsin.rules.event.EventId;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code groups}. */
@Command(
        name = "groups",
        mixinStandardHelpOptions = true,
        description = {
            "Heap and disk with very many accounts that are each held one failure below the threshold, while one is attacked;",
            "and again when the window is over. Under the three threshold rules."
        })
public final class GroupsBenchmark implements Callable<Integer> {
    private static final int THRESHOLD = 5;
    private static final long SPAN_MS = 200_000;
    private static final long AFTER_MS = 900_000;

    @Option(names = "--groups", defaultValue = "1000000", description = "Accounts; default: ${DEFAULT-VALUE}.")
    private int groups;

    @Option(names = "--failures", defaultValue = "4", description = "Failures of each; default: ${DEFAULT-VALUE}.")
    private int failures;

    @Override
    public Integer call() throws Exception {
        if (failures < 1 || failures >= THRESHOLD) {
            throw new IllegalArgumentException(
                    "--failures is " + failures + "; 1 to " + (THRESHOLD - 1) + " are below the threshold");
        }
        try (Cluster cluster = Cluster.start()) {
            Topics topics = cluster.createTopics("groups.");
            try (Program program = Program.start(cluster, "groups.", Rules.threshold())) {
                Stage stage = new Stage(cluster, topics, program);
                stage.show("before");
                // All of it lies in the past: time is moved on by events below, and none may be ahead of the clock.
                long startMs = System.currentTimeMillis() - SPAN_MS - AFTER_MS;
                OneOffUsers users = new OneOffUsers(groups, failures, startMs, startMs + SPAN_MS);
                // In one: were the first taken in before the second is sent, time would pass and the window be over.
                stage.run("accounts below the threshold, then the attack on one", users.count() + THRESHOLD, taker -> {
                    users.forEach(taker);
                    users.attack(taker);
                });
                long alerts = AlertWatch.await(
                        cluster.client(),
                        topics.alerts(),
                        Set.of(AlertName.of(
                                "failed_logins_per_user",
                                new Group(EventId.DEFAULT_TENANT, Map.of("userId", OneOffUsers.VICTIM)))));
                System.out.printf(Locale.ROOT, "the victim is alerted; %d alerts in all%n", alerts);
                stage.show("in the window");
                stage.run(
                        "the window is over",
                        users.laterCount(),
                        taker -> users.later(taker, startMs + SPAN_MS + AFTER_MS));
                stage.show("after the window");
                Thread.sleep(30_000);
                stage.show("half a minute later");
            }
        }
        return 0;
    }

    /** Sends, waits until it is taken in, and looks. */
    private record Stage(Cluster cluster, Topics topics, Program program) {

        void run(String what, long events, OneOffUsers.Source source) throws Exception {
            long startNs = System.nanoTime();
            cluster.load(topics, source, List.of());
            Map<TopicPartition, Long> ends = cluster.ends(topics);
            new GroupProgress(cluster, program.detectGroup(), ends).awaitAll();
            double seconds = (System.nanoTime() - startNs) / 1e9;
            System.out.printf(Locale.ROOT, "%s: %,d events in %.0f s, sending included%n", what, events, seconds);
        }

        void show(String when) throws Exception {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            Path state = cluster.state("groups.");
            System.out.printf(
                    Locale.ROOT,
                    "%-20s heap %,5d MB (at most %,d), process %,6d MB, state on disk %,6d MB, changelogs %,6d MB%n",
                    when,
                    mega(runtime.totalMemory() - runtime.freeMemory()),
                    mega(runtime.maxMemory()),
                    mega(Disk.residentBytes()),
                    mega(Disk.bytesBelow(state, "")),
                    mega(Disk.bytesBelow(cluster.broker(), "-changelog-")));
        }

        private static long mega(long bytes) {
            return bytes >> 20;
        }
    }
}
