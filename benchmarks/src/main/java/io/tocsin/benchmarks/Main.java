package io.tocsin.benchmarks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.tocsin.benchmarks.engine.EngineBenchmark;
import io.tocsin.benchmarks.engine.RulesBenchmark;
import io.tocsin.benchmarks.program.GroupsBenchmark;
import io.tocsin.benchmarks.program.LatencyBenchmark;
import io.tocsin.benchmarks.program.LookupBenchmark;
import io.tocsin.benchmarks.program.ThroughputBenchmark;
import io.tocsin.benchmarks.scan.ScanBenchmark;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** All benchmarks; progress on standard error, figures on standard output. */
@Command(
        name = "benchmarks/run",
        description = "Measures Tocsin beside bare loops, in the same run.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ThroughputBenchmark.class,
            LatencyBenchmark.class,
            LookupBenchmark.class,
            GroupsBenchmark.class,
            ScanBenchmark.class,
            EngineBenchmark.class,
            RulesBenchmark.class
        })
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
