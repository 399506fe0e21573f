package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.ImportProgress;
import io.tocsin.rules.event.SecurityEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A range of a log's bytes, read and sorted, and checked to go on from what has been imported before.
 *
 * @param from the offset where it begins
 * @param bytes the offset where it ends
 * @param sha256 the hash of the log up to its end
 * @param firstEventMs the time of the log's first event, or {@code null} where it has none
 * @param sorter those of the range's events that are to be sent
 * @param sentBefore how many of them were sent before it was interrupted
 * @param counts the log's lines from the first on
 * @param atEnd whether the log ends with it
 */
record ImportBatch(
        long from,
        long bytes,
        String sha256,
        @Nullable Long firstEventMs,
        EventSorter sorter,
        long sentBefore,
        LogReader.Counts counts,
        boolean atEnd) {
    private static final int LINES_PER_REPORT = 2_000;

    /** Whether it has to be sent, or at least noted. */
    boolean isNew(@Nullable ImportProgress known) {
        return known == null ? bytes > 0 : !known.complete() || bytes > known.bytes();
    }

    /**
     * Reads the next range: of an incomplete batch the very same bytes again, else what is new.
     *
     * <p>A last line without an end belongs to it only if it is an event: else it may be half-written, and is left for
     * the next import.
     *
     * @param known how far the import had come, or {@code null}
     * @param cancelled asked before each line
     * @return {@code null} if it was cancelled
     * @throws ImportException when the log isn't the one that was imported before, or was read otherwise
     */
    static @Nullable ImportBatch read(
            Path file,
            ImportRequest request,
            String source,
            @Nullable ImportProgress known,
            EventSorter sorter,
            ImportListener listener,
            BooleanSupplier cancelled)
            throws ImportException, IOException {
        long readAgainBytes = known == null || known.complete() ? Long.MAX_VALUE : known.bytes();
        try (LogFile log = LogFile.open(file, request.format().framing(), readAgainBytes, LogBounds.DEFAULT)) {
            if (known != null) {
                requireSameReading(request, known);
                log.lines().watch(known.bytes());
            }
            if (request.source() == null && !source.equals(log.source())) {
                throw new ImportException(
                        file.getFileName() + " was replaced while it was being read; import it again");
            }
            return new Reading(log, request, source, known, sorter, listener).read(cancelled);
        } catch (UnreadableLogException e) {
            throw new ImportException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void requireSameReading(ImportRequest request, ImportProgress known) throws ImportException {
        String format = request.format().name();
        if (!format.equals(known.format())) {
            throw new ImportException("this log was imported as " + known.format() + ", not as " + format
                    + "; import it the same way, or with --source under another name");
        }
        if (!request.settings().tenant().equals(known.tenant())) {
            throw new ImportException("this log was imported for tenant " + known.tenant() + ", not "
                    + request.settings().tenant()
                    + "; import it for the same one, or with --source under another name");
        }
    }

    /** One pass over a log. */
    private static final class Reading {
        private final LogFile log;
        private final @Nullable ImportProgress known;
        private final EventSorter sorter;
        private final ImportListener listener;
        private final LogReader reader;
        private final long from;
        private @Nullable Long firstEventMs;
        private long sentBefore;

        Reading(
                LogFile log,
                ImportRequest request,
                String source,
                @Nullable ImportProgress known,
                EventSorter sorter,
                ImportListener listener) {
            this.log = log;
            this.known = known;
            this.sorter = sorter;
            this.listener = listener;
            this.reader = new LogReader(log, request.format(), request.settings(), source);
            this.from = known == null ? 0 : known.complete() ? known.bytes() : known.from();
        }

        @Nullable
        ImportBatch read(BooleanSupplier cancelled) throws IOException, ImportException {
            LogReader.ParsedLine last = null;
            LogReader.ParsedLine line;
            while ((line = reader.next()) != null) {
                if (cancelled.getAsBoolean()) {
                    return null;
                }
                take(line);
                last = line;
            }
            requireSameLog();
            FrameReader lines = log.lines();
            boolean unfinished =
                    last != null && !last.terminated() && last.events().isEmpty() && last.start() >= from;
            long end = unfinished && last != null ? last.start() : lines.offset();
            String sha256 = unfinished ? lines.sha256BeforeLastLine() : lines.sha256();
            boolean atEnd = known == null || known.complete();
            LogReader.Counts counts = reader.counts();
            listener.reading(log.readBytes(), log.sizeBytes(), counts.events(), counts.unparsableLines());
            return new ImportBatch(from, end, sha256, firstEventMs, sorter, sentBefore, counts, atEnd);
        }

        private void take(LogReader.ParsedLine line) throws IOException, ImportException {
            if (!line.events().isEmpty() && firstEventMs == null) {
                firstEventMs = line.events().get(0).timeMs();
                requireSameTimes(firstEventMs);
            }
            if (line.start() >= from) {
                for (SecurityEvent event : line.events()) {
                    if (isSent(event)) {
                        sentBefore++;
                    } else {
                        sorter.add(event);
                    }
                }
            }
            LogReader.Counts counts = reader.counts();
            if (counts.lines() % LINES_PER_REPORT == 0) {
                listener.reading(log.readBytes(), log.sizeBytes(), counts.events(), counts.unparsableLines());
            }
        }

        /** Whether it was sent before the batch was interrupted: a batch goes out in the order of (time, id). */
        private boolean isSent(SecurityEvent event) {
            ImportProgress.Last last = known == null || known.complete() ? null : known.last();
            return last != null
                    && (event.timeMs() < last.timeMs()
                            || (event.timeMs() == last.timeMs()
                                    && event.eventId().id().compareTo(last.id()) <= 0));
        }

        private void requireSameTimes(long eventMs) throws ImportException {
            if (known != null && known.firstEventMs() != null && known.firstEventMs() != eventMs) {
                throw new ImportException("the first event of this log was read as "
                        + Instant.ofEpochMilli(known.firstEventMs()) + " before and is "
                        + Instant.ofEpochMilli(eventMs) + " now; give --year and --zone as before");
            }
        }

        private void requireSameLog() throws ImportException {
            if (known == null) {
                return;
            }
            String found = log.lines().watchedSha256();
            String remedy = "; if it is another log whose first line is the same, import it with --source NAME";
            if (found == null) {
                throw new ImportException("this log is shorter than when it was imported ("
                        + log.lines().offset() + " of " + known.bytes() + " bytes)" + remedy);
            }
            if (!found.equals(known.sha256())) {
                throw new ImportException("the first " + known.bytes()
                        + " bytes of this log are not the ones that were imported" + remedy);
            }
        }
    }
}
