package io.tocsin.monitor.ops;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * The meters of this process: the JVM's and the log's, and what is registered here. A meter's value is asked for when the
 * page is read, never in between, and its labels are fixed when it is registered, so that their number is bounded.
 */
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final LogbackMetrics log = new LogbackMetrics();
    /** Micrometer holds the sources of its meters weakly. */
    private final List<DoubleSupplier> sources = new ArrayList<>();

    /** The JVM's meters and the log's. */
    public Metrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        collections.bindTo(registry);
        log.bindTo(registry);
    }

    /**
     * Registers something that only grows.
     *
     * @param name with dots: {@code tocsin.mail.deferred} is read as {@code tocsin_mail_deferred_total}
     * @param help one sentence
     * @param labels names and values in turn
     */
    public synchronized void counter(String name, String help, DoubleSupplier source, String... labels) {
        sources.add(source);
        FunctionCounter.builder(name, source, DoubleSupplier::getAsDouble)
                .description(help)
                .tags(labels)
                .register(registry);
    }

    /**
     * Registers something that goes up and down.
     *
     * @param name with dots: {@code tocsin.mail.pending} is read as {@code tocsin_mail_pending}
     * @param help one sentence
     * @param labels names and values in turn
     */
    public synchronized void gauge(String name, String help, DoubleSupplier source, String... labels) {
        sources.add(source);
        Gauge.builder(name, source, DoubleSupplier::getAsDouble)
                .description(help)
                .tags(labels)
                .register(registry);
    }

    /** All values as they are now. */
    public Page page() {
        return Page.metrics(registry.scrape());
    }

    @Override
    public void close() {
        log.close();
        collections.close();
        registry.close();
    }
}
