package io.tocsin.monitor.account.http;

import java.io.IOException;

/** Where a secret is found. It is read whenever it is needed, so that a file that was replaced counts at once. */
@FunctionalInterface
public interface Secret {

    /**
     * The secret.
     *
     * @throws IOException if it can't be read
     * @throws IllegalStateException if its place is empty
     */
    String read() throws IOException;
}
