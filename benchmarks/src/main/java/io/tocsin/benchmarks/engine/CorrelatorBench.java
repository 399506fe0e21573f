package io.tocsin.benchmarks.engine;

import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.detect.Assets;
import io.tocsin.rules.detect.Correlator;
import io.tocsin.rules.detect.Fingerprint;
import io.tocsin.rules.detect.Group;
import io.tocsin.rules.detect.GroupState;
import io.tocsin.rules.detect.Match;
import io.tocsin.rules.detect.Step;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.RuleCompiler;
import io.tocsin.rules.sigma.RuleFile;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * How many matches a second one group takes in, by the kind of its rule and by how many matches stand in its window; no
 * serialization, no store. The threshold isn't reached but by the sequence, which is complete once in ten matches.
 */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // set by JMH, and in setUp
public class CorrelatorBench {
    private static final int TIMESPAN_MS = 600_000;
    private static final int LATENESS_MS = 60_000;
    private static final Group GROUP = new Group("default", Map.of("userId", "alice"));

    /** The name of one of the rules below. */
    @Param({"event_count", "value_count", "temporal_ordered"})
    public String type;

    /** How many matches stand in the window. */
    @Param({"10", "1800"})
    public int inWindow;

    private Correlator correlator;
    private GroupState state;
    private long number;

    @Setup(Level.Trial)
    public void setUp() throws InvalidDocumentException {
        RuleSet rules = RuleCompiler.compile(List.of(new RuleFile("bench.yml", RULES)));
        CorrelationRule rule = rules.correlations().stream()
                .filter(each -> each.info().name().equals(type))
                .findFirst()
                .orElseThrow();
        correlator = new Correlator(rule, rules.hash(), Assets.NONE);
        state = GroupState.EMPTY;
        for (int i = 0; i < 2 * inWindow; i++) {
            correlate();
        }
    }

    @Benchmark
    public Step correlate() {
        long timeMs = number * (TIMESPAN_MS / inWindow);
        Match match = new Match(
                "idp",
                Long.toString(number),
                new Fingerprint(number, number),
                mark(),
                false,
                new Evidence(timeMs, null, null));
        number++;
        Step step = correlator.correlate(GROUP, state, match, timeMs - LATENESS_MS);
        state = step.state();
        return step;
    }

    private long mark() {
        return switch (type) {
            case "value_count" -> number + 1;
            case "temporal_ordered" -> number % 10 == 9 ? 2 : 1;
            default -> 0;
        };
    }

    private static final String RULES = """
            title: Failed login
            id: 0b1f5a51-5b0e-4a4e-9d5e-5a1d4f0c7a01
            name: failed_login
            logsource: {product: tocsin, category: login}
            detection:
                selection: {success: false}
                condition: selection
            level: low
            ---
            title: Successful login
            id: 0b1f5a51-5b0e-4a4e-9d5e-5a1d4f0c7a02
            name: successful_login
            logsource: {product: tocsin, category: login}
            detection:
                selection: {success: true}
                condition: selection
            level: low
            ---
            title: Events
            id: 0b1f5a51-5b0e-4a4e-9d5e-5a1d4f0c7a03
            name: event_count
            correlation:
                type: event_count
                rules: [failed_login]
                group-by: [userId]
                timespan: 10m
                condition: {gte: 4096}
            level: low
            ---
            title: Values
            id: 0b1f5a51-5b0e-4a4e-9d5e-5a1d4f0c7a04
            name: value_count
            correlation:
                type: value_count
                rules: [failed_login]
                group-by: [userId]
                timespan: 10m
                condition: {field: sourceIp, gte: 4096}
            level: low
            ---
            title: Sequence
            id: 0b1f5a51-5b0e-4a4e-9d5e-5a1d4f0c7a05
            name: temporal_ordered
            correlation:
                type: temporal_ordered
                rules: [failed_login, successful_login]
                group-by: [userId]
                timespan: 10m
            level: low
            """;
}
