package io.tocsin.benchmarks.engine;

import io.tocsin.benchmarks.traffic.LoginTraffic;
import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.monitor.wire.RejectedEventException;
import io.tocsin.rules.event.EventType;
import io.tocsin.rules.event.SecurityEvent;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** How many login events of 200 bytes a second are read and checked. */
@State(Scope.Thread)
public class EventCodecBench {
    private static final int EVENTS = 1 << 14;

    private final List<byte[]> values = new ArrayList<>();
    private final EventCodec codec = new EventCodec();
    private int next;

    @Setup
    public void setUp() {
        new LoginTraffic(EVENTS, 50_000, 0.05, 0, 100_000, 1).forEach(event -> values.add(codec.encode(event)));
    }

    @Benchmark
    public SecurityEvent decode() throws RejectedEventException {
        return codec.decode(EventType.LOGIN, values.get(next++ & EVENTS - 1));
    }
}
