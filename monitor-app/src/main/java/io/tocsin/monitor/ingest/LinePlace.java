package io.tocsin.monitor.ingest;

import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.Origin;

/**
 * Whose line is being read: what its events are called by.
 *
 * @param tenant the tenant of a line that names none
 * @param source the import's {@code ce_source}
 * @param file the file's name without its folders
 * @param line the line in the file, counted from 1
 * @param sequence the line in the log, counted from 1: another number than the line in an archive's later files
 */
public record LinePlace(String tenant, String source, String file, long line, long sequence) {

    private static final long TWELVE = 1_000_000_000_000L;
    private static final long SIX = 1_000_000;

    /** A line of a log that is one file. */
    public LinePlace(String tenant, String source, String file, long line) {
        this(tenant, source, file, line, line);
    }

    /** The identity of a line's only event: the line in twelve digits, so that ties keep the file's order. */
    public EventId id() {
        return new EventId(tenant, source, digits(sequence, TWELVE));
    }

    /**
     * The identity of one of a line's several events.
     *
     * @param n which of them, counted from 1; six digits
     */
    public EventId id(int n) {
        return new EventId(tenant, source, digits(sequence, TWELVE) + "." + digits(n, SIX));
    }

    /** Where the line stands. */
    public Origin origin() {
        return new Origin(file, line);
    }

    /**
     * A number with zeros before it: those of a power of ten to which it is added, as each line asks for this.
     *
     * @param power 1 with as many zeros as there shall be digits
     */
    private static String digits(long value, long power) {
        return value < power ? Long.toString(power + value).substring(1) : Long.toString(value);
    }
}
