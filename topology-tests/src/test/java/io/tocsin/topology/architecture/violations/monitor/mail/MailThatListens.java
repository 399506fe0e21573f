package io.tocsin.topology.architecture.violations.monitor.mail;

import org.eclipse.jetty.server.Server;

final class MailThatListens {
    private MailThatListens() {}

    static Server server() {
        return new Server();
    }
}
