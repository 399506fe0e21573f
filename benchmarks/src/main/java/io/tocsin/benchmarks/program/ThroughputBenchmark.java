package io.tocsin.benchmarks.program;

import io.tocsin.benchmarks.Measured;
import io.tocsin.benchmarks.Results;
import io.tocsin.benchmarks.traffic.LastAttacks;
import io.tocsin.benchmarks.traffic.LoginTraffic;
import io.tocsin.benchmarks.traffic.MixOptions;
import io.tocsin.benchmarks.traffic.Rules;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.sigma.RuleSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code throughput}. */
@Command(
        name = "throughput",
        mixinStandardHelpOptions = true,
        description = {
            "Events per second of the whole program, from a backlog to the last alert, in turn with",
            "(a) a bare consumer that polls and parses on one thread and",
            "(b) an exactly-once topology that parses on two threads.",
            "Rounds that warm up come first and aren't counted: the JVM compiles for minutes. The ratios are the medians of the rounds' ratios."
        })
public final class ThroughputBenchmark implements Callable<Integer> {
    @Option(names = "--events", defaultValue = "2000000", description = "Events of a run; default: ${DEFAULT-VALUE}.")
    private long events;

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds that count; default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--warm-up", defaultValue = "2", description = "Rounds before them; default: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Mixin
    private final MixOptions mix = new MixOptions();

    @Option(
            names = "--span",
            defaultValue = "100",
            description = "Over how many seconds of event time the events are spread; default: ${DEFAULT-VALUE}.")
    private long spanSeconds;

    @Option(names = "--threshold-rules", description = "The three threshold rules alone, not all shipped ones as well.")
    private boolean thresholdRules;

    private final Results results = new Results();

    @Override
    public Integer call() throws Exception {
        try (Cluster cluster = Cluster.start()) {
            for (int round = 0; round < warmUp + rounds; round++) {
                results.beginRound(round >= warmUp);
                round(cluster, "r" + round);
            }
        }
        results.print("bare consumer (a)", "parse-only topology (b)");
        return 0;
    }

    private void round(Cluster cluster, String name) throws Exception {
        String threshold = name + "-threshold.";
        String all = name + "-all.";
        LoginTraffic traffic = traffic();
        LastAttacks last = new LastAttacks(traffic.events(), traffic.endMs());
        for (String prefix : thresholdRules ? List.of(threshold) : List.of(threshold, all)) {
            cluster.load(cluster.createTopics(prefix), traffic::forEach, last.events());
        }
        Map<TopicPartition, Long> ends = cluster.ends(new Topics(threshold));
        Measured.Running bare = Measured.begin();
        BareConsumer.run(cluster.client(), ends);
        results.add("bare consumer (a)", bare.after(sum(ends)));
        results.add("parse-only topology (b)", parseOnly(cluster, name + "-parse", new Topics(threshold), ends));
        results.add("program, threshold rules", program(cluster, threshold, Rules.threshold(), last));
        if (!thresholdRules) {
            results.add("program, all shipped rules", program(cluster, all, Rules.shipped(), last));
        }
        cluster.deleteTopics(name);
    }

    private LoginTraffic traffic() {
        long endMs = System.currentTimeMillis();
        return mix.traffic(events, endMs - spanSeconds * 1_000, endMs);
    }

    private static Measured parseOnly(Cluster cluster, String group, Topics topics, Map<TopicPartition, Long> ends)
            throws Exception {
        try (ParseOnly parser = ParseOnly.start(cluster, topics, group)) {
            GroupProgress progress = new GroupProgress(cluster, group, ends);
            GroupProgress.Begun begun = progress.afterATenth();
            progress.awaitAll();
            return begun.running().after(progress.total() - begun.committed());
        }
    }

    private static Measured program(Cluster cluster, String prefix, RuleSet rules, LastAttacks last) throws Exception {
        Topics topics = new Topics(prefix);
        Map<TopicPartition, Long> ends = cluster.ends(topics);
        try (Program program = Program.start(cluster, prefix, rules)) {
            GroupProgress progress = new GroupProgress(cluster, program.detectGroup(), ends);
            GroupProgress.Begun begun = progress.afterATenth();
            long alerts = AlertWatch.await(cluster.client(), topics.alerts(), last.expected(rules));
            Measured measured = begun.running().after(progress.total() - begun.committed());
            System.err.println(
                    "  " + alerts + " alerts with " + rules.correlations().size() + " rules");
            return measured;
        }
    }

    private static long sum(Map<TopicPartition, Long> ends) {
        return ends.values().stream().mapToLong(Long::longValue).sum();
    }
}
