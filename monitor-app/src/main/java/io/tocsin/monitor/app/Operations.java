package io.tocsin.monitor.app;

import io.tocsin.monitor.config.OpsConfig;
import io.tocsin.monitor.ops.Metrics;
import io.tocsin.monitor.ops.OpsServer;
import io.tocsin.monitor.ops.Page;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Health, readiness and metrics of this process, from before anything else is opened until everything is closed. */
final class Operations implements AutoCloseable {
    private final Vitals vitals = new Vitals();
    private final @Nullable OpsServer server;
    private final @Nullable Metrics metrics;

    private Operations(Optional<OpsConfig> config) throws IOException {
        if (config.isEmpty()) {
            server = null;
            metrics = null;
            return;
        }
        Metrics made = new Metrics();
        metrics = made;
        server = OpsServer.start(
                config.get(),
                Map.of(
                        "/health", () -> Page.of(vitals.health()),
                        "/ready", () -> Page.of(vitals.readiness()),
                        "/metrics", made::page));
    }

    /**
     * Serves them, if they are to be served.
     *
     * @throws IOException if the address can't be bound
     */
    static Operations start(Optional<OpsConfig> config) throws IOException {
        return new Operations(config);
    }

    Vitals vitals() {
        return vitals;
    }

    /** Where meters are registered; empty if nobody can read them. */
    Optional<Meters> meters() {
        return Optional.ofNullable(metrics).map(Meters::new);
    }

    /** Where they are served. */
    Optional<String> url() {
        return Optional.ofNullable(server).map(OpsServer::url);
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        vitals.close();
        if (metrics != null) {
            metrics.close();
        }
    }
}
