package io.tocsin.monitor.mail;

/** How the connection to an SMTP server is protected. */
public enum TlsMode {
    /** {@code STARTTLS}, and nothing is sent to a server that doesn't offer it. Port 587 or 25. */
    STARTTLS("starttls"),
    /** TLS from the first byte. Port 465. */
    TLS("tls"),
    /** In the clear; only to an address of the loopback interface. */
    NONE("none");

    private final String label;

    TlsMode(String label) {
        this.label = label;
    }

    /** The name in the configuration. */
    public String label() {
        return label;
    }
}
