package io.tocsin.benchmarks.engine;

import java.util.concurrent.Callable;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code engine}. */
@Command(
        name = "engine",
        mixinStandardHelpOptions = true,
        description =
                "The engine alone, without Kafka, with JMH: operations per second of one thread, bytes allocated for each.")
public final class EngineBenchmark implements Callable<Integer> {
    @Option(names = "--only", defaultValue = "", description = "A regular expression that the names must match.")
    private String only = "";

    @Option(names = "--iterations", defaultValue = "5", description = "Seconds that count; default: ${DEFAULT-VALUE}.")
    private int iterations;

    @Option(names = "--forks", defaultValue = "2", description = "JVMs one after another; default: ${DEFAULT-VALUE}.")
    private int forks;

    @Override
    public Integer call() throws Exception {
        var options = new OptionsBuilder()
                .include(EngineBenchmark.class.getPackageName().replace(".", "\\.") + ".*" + only)
                .mode(Mode.Throughput)
                .warmupIterations(5)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.seconds(1))
                .forks(forks)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true);
        new Runner(options.build()).run();
        return 0;
    }
}
