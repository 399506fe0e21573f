package io.tocsin.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * What one run over some events took.
 *
 * @param events how many events
 * @param elapsedNs how long it took
 * @param cpuNs the processor time of the whole process meanwhile, the broker's and the garbage collector's included
 */
public record Measured(long events, long elapsedNs, long cpuNs) {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** A measurement that has begun. */
    public static final class Running {
        private final long cpuNs = SYSTEM.getProcessCpuTime();
        private final long startNs = System.nanoTime();

        private Running() {}

        /** Ends it. */
        public Measured after(long events) {
            return new Measured(events, System.nanoTime() - startNs, SYSTEM.getProcessCpuTime() - cpuNs);
        }
    }

    /** Begins now. */
    public static Running begin() {
        return new Running();
    }

    /** Events per second. */
    public double perSecond() {
        return events * 1e9 / elapsedNs;
    }

    /** Processor time per event, microseconds. */
    public double cpuMicros() {
        return cpuNs / 1e3 / events;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%,9.0f events/s, %5.2f CPU µs/event, %6.2f s", perSecond(), cpuMicros(), elapsedNs / 1e9);
    }
}
