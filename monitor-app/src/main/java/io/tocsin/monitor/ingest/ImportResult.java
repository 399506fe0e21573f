package io.tocsin.monitor.ingest;

import java.util.List;

/**
 * What an import did.
 *
 * @param outcome in one word
 * @param source the events' {@code ce_source}; empty for an empty log
 * @param events how many events were added now
 * @param resumed whether it went on where another had stopped or the log had ended
 * @param counts the log's lines, those of earlier imports included
 */
public record ImportResult(Outcome outcome, String source, long events, boolean resumed, LogReader.Counts counts) {

    /** Of a log without a line. */
    public static ImportResult empty() {
        return new ImportResult(Outcome.NOTHING_NEW, "", 0, false, new LogReader.Counts(0, 0, 0, 0, List.of()));
    }

    /** How an import ended. */
    public enum Outcome {
        /** All that was new has been added. */
        IMPORTED,
        /** The log held nothing that an earlier import hadn't added; nothing was written. */
        NOTHING_NEW,
        /** No line was an event, and some should have been: nothing was written, as the format may be another. */
        UNREADABLE,
        /** It was asked to stop; the same command goes on from there. */
        CANCELLED
    }
}
