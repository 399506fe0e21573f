package io.tocsin.monitor.web;

import java.nio.file.Path;

/**
 * How a server proves who it is, and knows its clients. The passwords are kept out of {@link #toString}.
 *
 * @param keyStore PKCS#12 file with the server's key and its chain
 * @param keyStorePassword opens it
 * @param trustStore PKCS#12 file with the certificates that issue those of clients
 * @param trustStorePassword opens it
 */
public record WebTls(Path keyStore, String keyStorePassword, Path trustStore, String trustStorePassword) {
    @Override
    public String toString() {
        return "WebTls[" + keyStore + ", " + trustStore + "]";
    }
}
