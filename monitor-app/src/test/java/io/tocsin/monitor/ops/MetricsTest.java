package io.tocsin.monitor.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class MetricsTest {
    @Test
    void metersAreReadWhenThePageIs() {
        AtomicLong count = new AtomicLong(1);
        try (Metrics metrics = new Metrics()) {
            metrics.counter("tocsin.seen.records", "Records seen.", count::get, "topic", "a");
            metrics.counter("tocsin.seen.records", "Records seen.", () -> 9, "topic", "b");
            metrics.gauge("tocsin.waiting", "Who waits.", () -> Double.NaN);
            count.set(5);
            System.gc(); // Micrometer holds what it reads from weakly

            Page page = metrics.page();

            assertEquals(200, page.status());
            assertEquals("text/plain; version=0.0.4; charset=utf-8", page.contentType());
            String text = page.body();
            assertTrue(text.contains("# HELP tocsin_seen_records_total Records seen.\n"), text);
            assertTrue(text.contains("# TYPE tocsin_seen_records_total counter\n"), text);
            assertTrue(text.contains("\ntocsin_seen_records_total{topic=\"a\"} 5.0\n"), text);
            assertTrue(text.contains("\ntocsin_seen_records_total{topic=\"b\"} 9.0\n"), text);
            assertTrue(text.contains("\ntocsin_waiting NaN\n"), text);
        }
    }

    @Test
    void theJvmAndTheLogAreMeasured() {
        try (Metrics metrics = new Metrics()) {
            LoggerFactory.getLogger(MetricsTest.class).error("one error, for the test");

            String text = metrics.page().body();

            assertTrue(text.contains("\nlogback_events_total{level=\"error\"} 1.0\n"), text);
            for (String name : new String[] {
                "jvm_memory_used_bytes{", "jvm_threads_live_threads ", "process_cpu_usage ", "process_uptime_seconds "
            }) {
                assertTrue(text.contains("\n" + name), name);
            }
        }
    }
}
