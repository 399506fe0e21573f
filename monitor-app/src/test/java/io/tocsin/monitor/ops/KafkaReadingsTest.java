package io.tocsin.monitor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class KafkaReadingsTest {
    private final Map<MetricName, Metric> metrics = new LinkedHashMap<>();
    private final AtomicInteger passes = new AtomicInteger();
    private final AtomicLong nowNanos = new AtomicLong();
    private final KafkaReadings readings = new KafkaReadings(
            () -> {
                passes.incrementAndGet();
                return metrics;
            },
            nowNanos::get);

    private void put(String name, String task, Object value) {
        MetricName key = new MetricName(name, "group", "", Map.of("task-id", task));
        metrics.put(key, new Metric() {
            @Override
            public MetricName metricName() {
                return key;
            }

            @Override
            public Object metricValue() {
                return value;
            }
        });
    }

    private void remove(String name, String task) {
        metrics.remove(new MetricName(name, "group", "", Map.of("task-id", task)));
    }

    private void later() {
        nowNanos.addAndGet(1_000_000_000);
    }

    @Test
    void aTotalKeepsWhatATaskCountedThatIsGone() {
        DoubleSupplier total = readings.total("group", "seen", name -> true);
        put("seen", "0_0", 5.0);
        put("seen", "0_1", 7.0);
        assertEquals(12, total.getAsDouble());

        remove("seen", "0_1");
        put("seen", "0_0", 6.0);
        later();
        assertEquals(13, total.getAsDouble());

        put("seen", "0_1", 2.0);
        later();
        assertEquals(15, total.getAsDouble(), "a task that comes back counts anew");

        put("seen", "0_0", 1.0);
        later();
        assertEquals(16, total.getAsDouble(), "a count that fell began anew");
    }

    @Test
    void sumAndMaximumAreOfWhatIsThereNow() {
        DoubleSupplier sum = readings.sum("group", "lag", name -> true);
        DoubleSupplier max = readings.max("group", "lag", name -> true);
        assertEquals(0, sum.getAsDouble());
        assertEquals(Double.NaN, max.getAsDouble());

        put("lag", "0_0", 5L);
        put("lag", "0_1", 7.0);
        later();
        assertEquals(12, sum.getAsDouble());
        assertEquals(7, max.getAsDouble());

        remove("lag", "0_1");
        later();
        assertEquals(5, sum.getAsDouble());
        assertEquals(5, max.getAsDouble());
    }

    @Test
    void whatHasNoSampleAndWhatIsNoNumberDoesNotCount() {
        DoubleSupplier sum = readings.sum("group", "lag", name -> true);
        put("lag", "0_0", Double.NaN);
        put("lag", "0_1", Double.NEGATIVE_INFINITY);
        put("lag", "0_2", "text");
        put("lag", "0_3", 3.0);

        assertEquals(3, sum.getAsDouble());
    }

    @Test
    void onlyWhatIsMeantCounts() {
        DoubleSupplier one =
                readings.sum("group", "lag", name -> name.tags().get("task-id").equals("0_1"));
        DoubleSupplier otherGroup = readings.sum("other", "lag", name -> true);
        put("lag", "0_0", 1.0);
        put("lag", "0_1", 2.0);

        assertEquals(2, one.getAsDouble());
        assertEquals(0, otherGroup.getAsDouble());
    }

    @Test
    void allFiguresAreReadInOnePassASecond() {
        DoubleSupplier sum = readings.sum("group", "lag", name -> true);
        DoubleSupplier total = readings.total("group", "lag", name -> true);

        assertEquals(0, sum.getAsDouble() + total.getAsDouble());
        assertEquals(1, passes.get());

        later();
        assertEquals(0, total.getAsDouble() + sum.getAsDouble());
        assertEquals(2, passes.get());
    }
}
