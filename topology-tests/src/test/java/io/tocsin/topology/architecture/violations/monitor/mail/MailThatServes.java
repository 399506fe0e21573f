package io.tocsin.topology.architecture.violations.monitor.mail;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MeterRegistry;

final class MailThatServes {
    private MailThatServes() {}

    static int serve(HttpServer server, MeterRegistry registry) {
        return server.getAddress().getPort() + registry.getMeters().size();
    }
}
