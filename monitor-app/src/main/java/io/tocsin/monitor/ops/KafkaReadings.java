package io.tocsin.monitor.ops;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Reads single figures out of the many metrics of Kafka's clients, which have one metric for each thread, task, topic and
 * partition: how many there are changes as tasks come and go, and some of their labels change with every start. Here they
 * become one figure each. All are read in one pass, at most once a second.
 */
public final class KafkaReadings {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<Map<MetricName, ? extends Metric>> metrics;
    private final LongSupplier nanoTime;
    private final Map<String, List<Reading>> readings = new HashMap<>();
    private long readAtNanos;
    private boolean isRead;

    /**
     * Readings of one source.
     *
     * @param metrics all metrics that the source has now
     */
    public KafkaReadings(Supplier<Map<MetricName, ? extends Metric>> metrics) {
        this(metrics, System::nanoTime);
    }

    KafkaReadings(Supplier<Map<MetricName, ? extends Metric>> metrics, LongSupplier nanoTime) {
        this.metrics = metrics;
        this.nanoTime = nanoTime;
    }

    /** How several metrics become one. */
    private enum Fold {
        /** The growth of each, added up; what a task counted stays when it goes. */
        GROWTH,
        SUM,
        MAX
    }

    /** One figure; guarded by the lock of the outer object. */
    private static final class Reading {
        private final Fold fold;
        private final Predicate<MetricName> isMeant;
        private Map<MetricName, Double> before = new HashMap<>();
        private Map<MetricName, Double> now = new HashMap<>();
        private double figure;

        Reading(Fold fold, Predicate<MetricName> isMeant) {
            this.fold = fold;
            this.isMeant = isMeant;
            this.figure = fold == Fold.MAX ? Double.NaN : 0;
        }

        void take(MetricName name, double value) {
            // Kafka says NaN, or an infinity, of what it has no sample of.
            if (isMeant.test(name) && Double.isFinite(value)) {
                now.put(name, value);
            }
        }

        void finish() {
            switch (fold) {
                case GROWTH -> now.forEach((name, value) -> figure += growth(before.getOrDefault(name, 0.0), value));
                case SUM ->
                    figure = now.values().stream()
                            .mapToDouble(Double::doubleValue)
                            .sum();
                case MAX ->
                    figure = now.values().stream()
                            .mapToDouble(Double::doubleValue)
                            .max()
                            .orElse(Double.NaN);
            }
            before = now;
            now = new HashMap<>();
        }

        /** A count that is below what it was began anew. */
        private static double growth(double before, double now) {
            return now >= before ? now - before : now;
        }
    }

    /** What metrics of this name have counted since this object was made, those that are gone by now included. */
    public DoubleSupplier total(String group, String name, Predicate<MetricName> isMeant) {
        return add(Fold.GROWTH, group, name, isMeant);
    }

    /** The sum over all metrics of this name that are there now; 0 if there is none. */
    public DoubleSupplier sum(String group, String name, Predicate<MetricName> isMeant) {
        return add(Fold.SUM, group, name, isMeant);
    }

    /** The largest of all metrics of this name that are there now; NaN if there is none. */
    public DoubleSupplier max(String group, String name, Predicate<MetricName> isMeant) {
        return add(Fold.MAX, group, name, isMeant);
    }

    private synchronized DoubleSupplier add(Fold fold, String group, String name, Predicate<MetricName> isMeant) {
        Reading reading = new Reading(fold, isMeant);
        readings.computeIfAbsent(key(group, name), key -> new ArrayList<>()).add(reading);
        isRead = false;
        return () -> value(reading);
    }

    private static String key(String group, String name) {
        return group + "/" + name;
    }

    private synchronized double value(Reading reading) {
        long nowNanos = nanoTime.getAsLong();
        if (!isRead || nowNanos - readAtNanos >= FRESH_NANOS) {
            readAll();
            isRead = true;
            readAtNanos = nowNanos;
        }
        return reading.figure;
    }

    private void readAll() {
        metrics.get().forEach((name, metric) -> {
            List<Reading> wanted = readings.get(key(name.group(), name.name()));
            if (wanted != null && metric.metricValue() instanceof Number number) {
                wanted.forEach(reading -> reading.take(name, number.doubleValue()));
            }
        });
        readings.values().forEach(each -> each.forEach(Reading::finish));
    }
}
