package io.tocsin.rules.event;

/** The protocol version of a TLS connection, oldest first, under the names of OpenSSL, nginx and Java. */
public enum TlsVersion implements Labelled {
    SSL_2("SSLv2"),
    SSL_3("SSLv3"),
    TLS_1_0("TLSv1"),
    TLS_1_1("TLSv1.1"),
    TLS_1_2("TLSv1.2"),
    TLS_1_3("TLSv1.3");

    private final String label;

    TlsVersion(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }
}
