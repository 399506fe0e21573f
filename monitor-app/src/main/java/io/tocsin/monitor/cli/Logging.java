package io.tocsin.monitor.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** How much Tocsin says of itself in the log. */
final class Logging {
    private static final String TOCSIN = "io.tocsin";

    private Logging() {}

    /** Sets the level, unless the environment variable {@code TOCSIN_LOG} or debugging has set one. */
    static void level(Context context, String level) {
        if (!context.env().containsKey("TOCSIN_LOG")
                && LoggerFactory.getLogger(TOCSIN) instanceof Logger logger
                && logger.getLevel() != Level.DEBUG) {
            logger.setLevel(Level.toLevel(level));
        }
    }
}
