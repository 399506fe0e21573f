package io.tocsin.benchmarks.engine;

import io.tocsin.benchmarks.Measured;
import io.tocsin.benchmarks.Results;
import io.tocsin.benchmarks.traffic.FolderOfEvents;
import io.tocsin.benchmarks.traffic.LoginTraffic;
import io.tocsin.benchmarks.traffic.Rules;
import io.tocsin.monitor.app.RuleFiles;
import io.tocsin.monitor.app.ValueListFiles;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.FieldView;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.match.Condition;
import io.tocsin.rules.match.ConditionIndex;
import io.tocsin.rules.sigma.DetectionRule;
import io.tocsin.rules.sigma.LogSources;
import io.tocsin.rules.sigma.RuleCompiler;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rules}. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        description = {
            "How fast events are matched against many rules and correlated, on one thread, without Kafka and without reading",
            "JSON; and how many rules are tried for an event. By processor time, so that a busy machine matters less."
        })
public final class RulesBenchmark implements Callable<Integer> {
    private static final int LOGINS = 1 << 14;

    @Option(names = "--rules", description = "A folder of Sigma rules for whatever log sources.")
    private @Nullable String rules;

    @Option(names = "--values", description = "A file or folder of the value lists that they name.")
    private List<String> values = List.of();

    @Option(names = "--events", description = "A folder of events for them, one JSON object a line.")
    private @Nullable Path events;

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds that count; default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--warm-up", defaultValue = "3", description = "Rounds before them; default: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(names = "--only", description = "Only the measurements whose names hold this text, such as rsigma.")
    private String only = "";

    private final Results results = new Results();

    @Override
    public Integer call() throws Exception {
        Map<String, Supplier<Measured>> parts = new LinkedHashMap<>();
        if (rules == null || events == null) {
            System.err.println(
                    "Rules of others are left out: name them by --rules DIR, and events for them by --events DIR.");
        } else {
            matching("rules of the folder", conditions(rules), FolderOfEvents.read(events), parts);
        }
        List<LoginEvent> logins = new ArrayList<>();
        new LoginTraffic(LOGINS, 50_000, 0.05, 0, 100_000, 1).forEach(logins::add);
        matching("shipped rules for logins", shipped(), logins, parts);
        Correlating correlating = new Correlating();
        parts.put("all shipped rules, logins", correlating::shipped);
        parts.put("value_count, 1,800 values", correlating::valueCount);
        parts.put("mixed correlations", correlating::mixed);
        RivalLoads loads = new RivalLoads();
        parts.put("value_count, as rsigma's", loads::valueCount);
        parts.put("mixed, as rsigma's", loads::mixed);
        parts.keySet().removeIf(name -> !name.contains(only));
        for (int round = 0; round < warmUp + rounds; round++) {
            results.beginRound(round >= warmUp);
            parts.forEach((name, measuring) -> results.add(name, measuring.get()));
        }
        results.print();
        return 0;
    }

    private List<Condition> conditions(String folder) throws InvalidDocumentException, IOException {
        RuleSet read = RuleCompiler.compile(
                new RuleFiles(Path.of(""), List.of(folder)).rules(),
                LogSources.ANY,
                ValueListFiles.read(Path.of(""), values));
        return read.detections().stream().map(DetectionRule::condition).toList();
    }

    private static List<Condition> shipped() {
        return Rules.shipped().detections().stream()
                .filter(rule -> rule.isOf(EventStream.LOGIN.label()))
                .map(DetectionRule::condition)
                .toList();
    }

    private void matching(
            String name,
            List<Condition> conditions,
            List<? extends FieldView> read,
            Map<String, Supplier<Measured>> parts) {
        ConditionIndex.Search search = new ConditionIndex(conditions).search();
        long[] tried = read.stream()
                .mapToLong(event -> search.candidates(event).cardinality())
                .sorted()
                .toArray();
        System.out.printf(
                Locale.ROOT,
                "%d %s, %d events: tried for an event: median %d, 95 of 100 at most %d, all at most %d%n",
                conditions.size(),
                name,
                tried.length,
                tried[tried.length / 2],
                tried[tried.length * 95 / 100],
                tried[tried.length - 1]);
        parts.put(name, () -> timed(read, event -> search.met(event).cardinality()));
        parts.put(
                name + ", all tried",
                () -> timed(
                        read,
                        event -> conditions.stream()
                                .filter(each -> each.matches(event))
                                .count()));
    }

    /** Over and over for a second. */
    private static <T> Measured timed(List<? extends T> events, ToLongFunction<T> matching) {
        Measured.Running running = Measured.begin();
        long until = System.nanoTime() + 1_000_000_000L;
        long done = 0;
        long met = 0;
        while (System.nanoTime() < until) {
            for (T event : events) {
                met += matching.applyAsLong(event);
            }
            done += events.size();
        }
        if (met < 0) {
            throw new IllegalStateException("no event can meet fewer than no conditions");
        }
        return running.after(done);
    }
}
