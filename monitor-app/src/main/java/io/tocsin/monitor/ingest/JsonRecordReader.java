package io.tocsin.monitor.ingest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts JSON documents, one or several in a row, into the elements of their array {@code Records}, byte by byte and
 * without holding more than one element. Whether an element is well-formed is for its format to say.
 */
final class JsonRecordReader extends FrameReader {
    private static final byte[] RECORDS = "Records".getBytes(StandardCharsets.US_ASCII);
    private static final int IN_DOCUMENT = 1;
    private static final int IN_ARRAY = 2;

    private final ByteArrayOutputStream lastText = new ByteArrayOutputStream(RECORDS.length + 1);
    private int depth;
    private boolean inText;
    private boolean escaped;
    private boolean inRecords;
    private boolean foundRecords;
    private boolean inRecord;
    private boolean noJson;
    private long partStart;
    private long start;

    /** Reads nothing yet; the numbers are those of {@link FrameReader}. */
    JsonRecordReader(LogParts parts, int maxRecordBytes, long maxBytes) {
        super(parts, maxRecordBytes, maxBytes);
    }

    @Override
    void beginPart() {
        depth = 0;
        inText = false;
        escaped = false;
        inRecords = false;
        foundRecords = false;
        inRecord = false;
        noJson = false;
        partStart = offset();
    }

    @Override
    @Nullable
    Line nextOfPart() throws IOException {
        while (more()) {
            Line line = inRecord ? record() : between();
            if (line != null) {
                return line;
            }
        }
        return atEnd();
    }

    private @Nullable Line atEnd() {
        if (noJson) {
            noJson = false;
            inRecord = false;
            return line(start, kept(), true, "it isn't a JSON object");
        }
        if (inRecord) {
            inRecord = false;
            depth = 0;
            return line(start, kept(), false, null);
        }
        if (depth > 0) {
            depth = 0;
            remember();
            beginLine();
            return line(offset(), new byte[0], false, "the JSON text ends too early");
        }
        return null;
    }

    /** Goes on to the next element; stops early where a document ends that had none. */
    private @Nullable Line between() {
        for (int i = at; i < limit; i++) {
            byte b = buffer[i];
            if (inText) {
                text(b);
            } else if (begins(b, i)) {
                consume(i);
                remember();
                beginLine();
                start = offset();
                inRecord = true;
                return null;
            } else if (structure(b)) {
                consume(i + 1);
                remember();
                beginLine();
                return line(offset(), new byte[0], true, "the JSON object holds no array 'Records'");
            }
        }
        consume(limit);
        return null;
    }

    private boolean begins(byte b, int i) {
        if (depth == 0 && !isBlank(b) && b != '{') {
            boolean byteOrderMark = offset() + (i - at) - partStart < 3 && b < 0;
            noJson = !byteOrderMark;
            return noJson;
        }
        return inRecords && depth == IN_ARRAY && !isBlank(b) && b != ',' && b != ']';
    }

    /** Takes a byte outside of texts and elements; whether it ends a document without records. */
    private boolean structure(byte b) {
        if (b == '"') {
            inText = true;
            lastText.reset();
        } else if (b == '{' || b == '[') {
            depth++;
            if (depth == IN_DOCUMENT) {
                foundRecords = false;
            } else if (depth == IN_ARRAY) {
                inRecords = b == '[' && isRecords();
                foundRecords |= inRecords;
            }
        } else if ((b == '}' || b == ']') && depth > 0) {
            depth--;
            inRecords &= depth >= IN_ARRAY;
            return depth == 0 && !foundRecords;
        }
        return false;
    }

    private boolean isRecords() {
        return Arrays.equals(lastText.toByteArray(), RECORDS);
    }

    /** Takes a byte of a text; the beginning of one is kept, for it may be the array's name. */
    private void text(byte b) {
        if (escaped) {
            escaped = false;
        } else if (b == '\\') {
            escaped = true;
        } else if (b == '"') {
            inText = false;
            return;
        }
        if (lastText.size() <= RECORDS.length) {
            lastText.write(b);
        }
    }

    /** Goes on to the end of the element. */
    private @Nullable Line record() {
        if (noJson) {
            keep(limit);
            return null;
        }
        for (int i = at; i < limit; i++) {
            byte b = buffer[i];
            if (inText) {
                text(b);
            } else if (depth == IN_ARRAY && (b == ',' || b == ']')) {
                return end(i);
            } else if (b == '"') {
                inText = true;
                lastText.reset();
            } else if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                depth--;
                if (depth <= IN_ARRAY) {
                    return end(i + 1);
                }
            }
        }
        keep(limit);
        return null;
    }

    private Line end(int end) {
        inRecord = false;
        inRecords = depth == IN_ARRAY;
        return line(start, keptThrough(end), true, null);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }
}
