package io.tocsin.benchmarks.engine;

import io.tocsin.benchmarks.traffic.LoginTraffic;
import io.tocsin.benchmarks.traffic.Rules;
import io.tocsin.rules.detect.RuleIndex;
import io.tocsin.rules.event.LoginEvent;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** How many events a second are matched against the shipped rules. */
@State(Scope.Thread)
public class RuleIndexBench {
    private static final int EVENTS = 1 << 14;

    /** The share of failed logins. */
    @Param({"0.05", "1.0"})
    public double failures;

    private final List<LoginEvent> events = new ArrayList<>();
    private final RuleIndex.Search index = new RuleIndex(Rules.shipped()).search();
    private int next;

    @Setup
    public void setUp() {
        new LoginTraffic(EVENTS, 50_000, failures, 0, 100_000, 1).forEach(events::add);
    }

    @Benchmark
    public List<RuleIndex.Hit> hits() {
        return index.hits(events.get(next++ & EVENTS - 1));
    }
}
