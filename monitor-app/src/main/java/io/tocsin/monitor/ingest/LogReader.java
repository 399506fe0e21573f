package io.tocsin.monitor.ingest;

import io.tocsin.rules.event.SecurityEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a log's lines as events, and counts what is none. */
public final class LogReader {

    /** How many unparsable lines are kept to be shown. */
    public static final int SHOWN_LINES = 5;

    private static final int TELL_EVERY = 1_000;

    /**
     * A line that should have been an event and could not be read.
     *
     * @param file the file's name, in an archive that of the file in it
     * @param line counted from 1
     * @param reason a sentence that says why
     * @param excerpt its beginning, fit for a terminal; it may hold personal data, so it never goes to a log
     */
    public record Unparsable(String file, long line, String reason, String excerpt) {}

    /**
     * What has been read.
     *
     * @param lines all lines
     * @param events the events in them
     * @param otherLines lines that speak of something else
     * @param unparsableLines lines that should have been events and could not be read
     * @param shown the first few of those
     */
    public record Counts(long lines, long events, long otherLines, long unparsableLines, List<Unparsable> shown) {
        public Counts {
            shown = List.copyOf(shown);
        }

        /** Whether no line was an event, though some should have been. */
        boolean isUnreadable() {
            return events == 0 && unparsableLines > 0;
        }
    }

    /**
     * A line's events.
     *
     * @param start the offset of the line's first byte
     * @param end the offset after its end
     * @param terminated whether it ended in a line feed
     * @param parsable whether it could be read, as an event or as something else
     * @param events empty where it speaks of something else
     */
    record ParsedLine(long start, long end, boolean terminated, boolean parsable, List<SecurityEvent> events) {}

    private final LogFile file;
    private final LogFormat format;
    private final LogSettings settings;
    private LogFormat.LineParser parser;
    private final String source;
    private final List<Unparsable> shown = new ArrayList<>();
    private long lines;
    private long events;
    private long otherLines;
    private long unparsableLines;

    /**
     * Prepares the reading of a log from its first line on.
     *
     * @param source what the events have as {@code ce_source}
     */
    public LogReader(LogFile file, LogFormat format, LogSettings settings, String source) {
        this.file = file;
        this.format = format;
        this.settings = settings;
        this.parser = format.parser(settings);
        this.source = source;
    }

    /**
     * The events of the next line that has any, all of the same time.
     *
     * @return {@code null} at the end
     */
    public @Nullable List<SecurityEvent> nextEvents() throws IOException {
        ParsedLine line;
        while ((line = next()) != null) {
            if (!line.events().isEmpty()) {
                return line.events();
            }
        }
        return null;
    }

    /** Whether so many events have been read that it is time to tell of them again. */
    public boolean isDueToTell() {
        return events % TELL_EVERY == 0;
    }

    /** What has been read so far. */
    public Counts counts() {
        return new Counts(lines, events, otherLines, unparsableLines, shown);
    }

    /** The next line, or {@code null} at the end. */
    @Nullable
    ParsedLine next() throws IOException {
        FrameReader.Line line = file.next();
        if (line == null) {
            return null;
        }
        lines++;
        if (line.number() == 1 && line.sequence() > 1) {
            parser = format.parser(settings);
        }
        List<SecurityEvent> parsed = List.of();
        boolean parsable = true;
        try {
            parsed = parse(line);
            events += parsed.size();
            otherLines += parsed.isEmpty() ? 1 : 0;
        } catch (UnparsableLineException e) {
            parsable = false;
            unparsableLines++;
            if (shown.size() < SHOWN_LINES) {
                shown.add(new Unparsable(line.part(), line.number(), e.reason(), LogText.excerpt(line.bytes())));
            }
        }
        return new ParsedLine(line.start(), line.end(), line.terminated(), parsable, parsed);
    }

    private List<SecurityEvent> parse(FrameReader.Line line) throws UnparsableLineException {
        String problem = line.problem();
        if (problem != null) {
            throw new UnparsableLineException(problem);
        }
        if (line.overlong() && !format.readsCutLines()) {
            throw new UnparsableLineException(
                    "it is longer than " + format.framing().maxBytes() + " bytes");
        }
        return parser.parse(
                line.bytes(), new LinePlace(settings.tenant(), source, line.part(), line.number(), line.sequence()));
    }
}
