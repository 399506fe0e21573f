package io.tocsin.monitor.ingest;

import io.tocsin.rules.event.SecurityEvent;
import java.util.List;

/** How the lines of one kind of log become events. */
public interface LogFormat {

    /** The name on the command line. */
    String name();

    /**
     * A parser for one log, or one file of an archive, from its first line on: what it has read may decide how it reads
     * on, such as the year.
     */
    LineParser parser(LogSettings settings);

    /** What stands for lines in it. */
    default Framing framing() {
        return Framing.LINES;
    }

    /** Whether its parser needs {@link LogSettings#secrets()}. */
    default boolean needsSecrets() {
        return false;
    }

    /**
     * Whether the parser makes do with the beginning of a line that is longer than is kept; others never see it.
     */
    default boolean readsCutLines() {
        return false;
    }

    /** Reads the lines of one log in their order. */
    @FunctionalInterface
    interface LineParser {
        /**
         * Reads one line.
         *
         * @param line its bytes without the end of the line
         * @param place whose line it is, which decides the events' identity
         * @return its events, all of the same time; empty for a line that speaks of something else
         * @throws UnparsableLineException when the line should have been an event and can't be read
         */
        List<SecurityEvent> parse(byte[] line, LinePlace place) throws UnparsableLineException;
    }
}
