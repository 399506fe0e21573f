package io.tocsin.monitor.account.http;

/**
 * How long an identity provider may take. Both are finite.
 *
 * @param connectMs for the connection, TLS included
 * @param callMs for a whole call, from connecting to the last byte of the answer: also ends what drips a byte at a time
 */
public record HttpTimeouts(int connectMs, int callMs) {

    /** 3 s, 10 s. */
    public static final HttpTimeouts DEFAULT = new HttpTimeouts(3_000, 10_000);

    public HttpTimeouts {
        requirePositive("connect", connectMs);
        requirePositive("call", callMs);
    }

    private static void requirePositive(String name, int ms) {
        if (ms <= 0) {
            throw new IllegalArgumentException(
                    "the " + name + " timeout is " + ms + " ms; it must be above 0, as no timeout may be infinite");
        }
    }
}
