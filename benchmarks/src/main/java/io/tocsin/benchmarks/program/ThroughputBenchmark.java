package io.tocsin.benchmarks.program;

import io.tocsin.benchmarks.Measured;
import io.tocsin.benchmarks.Results;
import io.tocsin.benchmarks.traffic.LastAttacks;
import io.tocsin.benchmarks.traffic.LoginTraffic;
import io.tocsin.benchmarks.traffic.MixOptions;
import io.tocsin.benchmarks.traffic.Rules;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.sigma.RuleSet;
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
            "(b) an exactly-once topology that parses on two threads;",
            "with --attack also (d) one that keeps each account's last twenty failures, and nothing else.",
            "Rounds that warm up come first and aren't counted: the JVM compiles for minutes. The ratios are the medians of the rounds' ratios."
        })
public final class ThroughputBenchmark implements Callable<Integer> {
    private static final String BARE = "bare consumer (a)";
    private static final String PARSE_ONLY = "parse-only topology (b)";
    private static final String THRESHOLD = "program, threshold rules (c)";
    private static final String ALL = "program, all shipped rules";
    private static final String KEEPING = "keeping topology (d)";
    private static final String ATTACK = "program, all failures";

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

    @Option(
            names = "--attack",
            description =
                    "Also with nothing but failed logins, in the same rounds, with the three threshold rules, in turn with (d).")
    private boolean attack;

    private final Results results = new Results();

    @Override
    public Integer call() throws Exception {
        try (Cluster cluster = Cluster.start()) {
            for (int round = 0; round < warmUp + rounds; round++) {
                results.beginRound(round >= warmUp);
                round(cluster, "r" + round);
            }
        }
        if (attack) {
            results.print(BARE, PARSE_ONLY, THRESHOLD, KEEPING);
        } else {
            results.print(BARE, PARSE_ONLY, THRESHOLD);
        }
        return 0;
    }

    private void round(Cluster cluster, String name) throws Exception {
        String threshold = name + "-threshold.";
        LastAttacks last = load(cluster, threshold, mix.failures());
        Map<TopicPartition, Long> ends = cluster.ends(new Topics(threshold));
        Measured.Running bare = Measured.begin();
        BareConsumer.run(cluster.client(), ends);
        results.add(BARE, bare.after(sum(ends)));
        results.add(PARSE_ONLY, parseOnly(cluster, name + "-parse", new Topics(threshold), ends));
        results.add(THRESHOLD, program(cluster, threshold, Rules.threshold(), last));
        if (!thresholdRules) {
            String all = name + "-all.";
            results.add(ALL, program(cluster, all, Rules.shipped(), load(cluster, all, mix.failures())));
        }
        if (attack) {
            String attacked = name + "-attack.";
            LastAttacks lastOfAttack = load(cluster, attacked, 1);
            results.add(KEEPING, keeping(cluster, name + "-keep", new Topics(attacked)));
            results.add(ATTACK, program(cluster, attacked, Rules.threshold(), lastOfAttack));
        }
        cluster.deleteTopics(name);
    }

    /** Fills new topics with events up to now. */
    private LastAttacks load(Cluster cluster, String prefix, double failures) throws Exception {
        long endMs = System.currentTimeMillis();
        LoginTraffic traffic = mix.traffic(failures, events, endMs - spanSeconds * 1_000, endMs);
        LastAttacks last = new LastAttacks(events, endMs);
        cluster.load(cluster.createTopics(prefix), traffic::forEach, last.events());
        return last;
    }

    private static Measured parseOnly(Cluster cluster, String group, Topics topics, Map<TopicPartition, Long> ends)
            throws Exception {
        try (BareTopology parser = BareTopology.parsing(cluster, topics, group)) {
            return toTheEnd(new GroupProgress(cluster, group, ends));
        }
    }

    private static Measured keeping(Cluster cluster, String group, Topics topics) throws Exception {
        try (BareTopology keeper = BareTopology.keeping(cluster, topics, group)) {
            return toTheEnd(new GroupProgress(cluster, group, cluster.ends(topics)));
        }
    }

    private static Measured toTheEnd(GroupProgress progress) throws Exception {
        GroupProgress.Begun begun = progress.afterATenth();
        progress.awaitAll();
        return begun.running().after(progress.total() - begun.committed());
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
