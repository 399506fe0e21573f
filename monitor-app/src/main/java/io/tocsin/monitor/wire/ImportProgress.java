package io.tocsin.monitor.wire;

import org.jspecify.annotations.Nullable;

/**
 * How far the import of one log has come: the value of topic {@code imports}, whose key is the log's {@code ce_source}.
 *
 * <p>A log is imported in batches; each is a range of its bytes, whose events go out in the order of (time, id). While a
 * batch is incomplete, {@code last} says how far, so that a crash resumes right after it.
 *
 * @param format the log's format
 * @param tenant whose events they are, where a line doesn't say
 * @param file the file's name at its last import, for people
 * @param bytes the end of the last batch, in decompressed bytes
 * @param sha256 the hash of so many bytes, in hexadecimal
 * @param from where the last batch began
 * @param complete whether every event of the last batch has been sent
 * @param events how many events have been sent, over all batches
 * @param firstEventMs the time of the log's first event as it was read, milliseconds since the epoch, or {@code null}
 *     before there is one: another year or zone shows in it
 * @param last the newest event of the last batch that has been sent, or {@code null} before there is one
 */
public record ImportProgress(
        String format,
        String tenant,
        String file,
        long bytes,
        String sha256,
        long from,
        boolean complete,
        long events,
        @Nullable Long firstEventMs,
        @Nullable Last last) {

    /**
     * An event that has been sent.
     *
     * @param timeMs its time, milliseconds since the epoch
     * @param id its {@code ce_id}
     */
    public record Last(long timeMs, String id) {}

    public ImportProgress {
        if (from < 0 || bytes < from || events < 0) {
            throw new IllegalArgumentException(
                    "an import of " + events + " events from byte " + from + " to " + bytes + " can't be");
        }
    }
}
