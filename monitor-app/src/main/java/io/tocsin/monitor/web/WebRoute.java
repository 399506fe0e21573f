package io.tocsin.monitor.web;

import java.util.function.Function;

/**
 * One thing that can be asked for.
 *
 * @param path where, such as {@code /v1/account}
 * @param pace how long an answer takes
 * @param answer what answers; it must not wait for anything
 */
public record WebRoute(String path, Pace pace, Function<WebRequest, WebAnswer> answer) {

    /** How long an answer takes. */
    public enum Pace {
        /** Far less than a millisecond: it is made on the thread that reads the sockets. */
        QUICK,
        /** Longer, as it may be about many things: it is made on a thread of its own, so that nobody else waits. */
        SLOW
    }
}
