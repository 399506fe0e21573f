package io.tocsin.benchmarks.scan;

import io.tocsin.benchmarks.Measured;
import io.tocsin.benchmarks.Results;
import io.tocsin.benchmarks.traffic.LastAttacks;
import io.tocsin.benchmarks.traffic.LoginTraffic;
import io.tocsin.benchmarks.traffic.MixOptions;
import io.tocsin.monitor.cli.Cli;
import io.tocsin.monitor.cli.Context;
import io.tocsin.monitor.cli.Input;
import io.tocsin.monitor.cli.Terminal;
import io.tocsin.monitor.wire.EventCodec;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code scan}. */
@Command(
        name = "scan",
        mixinStandardHelpOptions = true,
        description = {
            "Events per second of `tocsin scan --format ndjson` over one file, in turn with a bare loop that parses each",
            "line and keeps a ring buffer of failures for each user, on one thread."
        })
public final class ScanBenchmark implements Callable<Integer> {
    private static final String EVENTS = "events.ndjson";

    @Option(names = "--events", defaultValue = "1000000", description = "Events of a run; default: ${DEFAULT-VALUE}.")
    private long events;

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds that count; default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--warm-up", defaultValue = "3", description = "Rounds before them; default: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Mixin
    private final MixOptions mix = new MixOptions();

    private final Results results = new Results();

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("tocsin-bench");
        Path file = folder.resolve(EVENTS);
        Path thresholds = folder.resolve("thresholds.yml");
        try {
            long lines = write(file);
            Files.writeString(thresholds, ThresholdRule.SOURCE);
            for (int round = 0; round < warmUp + rounds; round++) {
                results.beginRound(round >= warmUp);
                Measured.Running bare = Measured.begin();
                long found = RingBufferLoop.run(file);
                results.add("bare loop", bare.after(lines));
                scan("scan, failed logins alone", lines, found, folder, "--rules", thresholds.toString());
                scan("scan, all shipped rules", lines, found, folder);
            }
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(thresholds);
            Files.deleteIfExists(folder);
        }
        results.print("bare loop");
        return 0;
    }

    /** Both must have found the same episodes of the rule that the loop knows. */
    private void scan(String name, long lines, long found, Path folder, String... options) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Context context = new Context(
                new Terminal(print(OutputStream.nullOutputStream()), print(said), false, false, false),
                new Input(InputStream.nullInputStream(), false),
                Map.of(),
                Clock.systemUTC(),
                folder,
                false);
        String[] arguments = new String[4 + options.length];
        arguments[0] = "scan";
        arguments[1] = "--format";
        arguments[2] = "ndjson";
        System.arraycopy(options, 0, arguments, 3, options.length);
        arguments[arguments.length - 1] = EVENTS;
        Measured.Running scan = Measured.begin();
        int code = new Cli(context).execute(arguments);
        results.add(name, scan.after(lines));
        String summary = said.toString(StandardCharsets.UTF_8);
        if (code != 0 || !summary.contains("failed_logins_per_user: " + found + "\n")) {
            throw new IllegalStateException("scan ended with " + code + ", the loop found " + found + ":\n" + summary);
        }
    }

    private static PrintStream print(OutputStream out) {
        return new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    private long write(Path file) throws IOException {
        EventCodec codec = new EventCodec();
        long endMs = 1_700_000_000_000L;
        LoginTraffic traffic = mix.traffic(events, endMs - events / 20, endMs);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            traffic.forEach(event -> line(out, codec.encode(event)));
            new LastAttacks(events, endMs + 1_000).events().forEach(event -> line(out, codec.encode(event)));
            return events + new LastAttacks(events, endMs).events().size();
        }
    }

    private static void line(OutputStream out, byte[] json) {
        try {
            out.write(json);
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
