package io.tocsin.monitor.ingest;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Cuts JSON into one object a line or, where a part begins with a bracket, into the elements of an array, byte by byte and
 * without holding more than one. Whether an element is well-formed is for its format to say.
 */
final class JsonValueReader extends LineReader {
    private boolean begun;
    private boolean inArray;
    private boolean inElement;
    private boolean inText;
    private boolean escaped;
    private int depth;
    private long start;

    /** Reads nothing yet; the numbers are those of {@link FrameReader}. */
    JsonValueReader(LogParts parts, int maxValueBytes, long maxBytes) {
        super(parts, maxValueBytes, maxBytes);
    }

    @Override
    void beginPart() {
        begun = false;
        inArray = false;
        inElement = false;
        inText = false;
        escaped = false;
        depth = 0;
    }

    @Override
    @Nullable
    Line nextOfPart() throws IOException {
        if (!begun) {
            begun = true;
            inArray = more() && beginsArray();
        }
        if (!inArray) {
            return super.nextOfPart();
        }
        while (more()) {
            Line line = inElement ? element() : between();
            if (line != null) {
                return line;
            }
        }
        boolean cut = inElement;
        inElement = false;
        return cut ? line(start, kept(), false, null) : null;
    }

    private boolean beginsArray() {
        for (int i = at; i < limit; i++) {
            if (!isBlank(buffer[i])) {
                return buffer[i] == '[';
            }
        }
        return false;
    }

    private @Nullable Line between() {
        for (int i = at; i < limit; i++) {
            byte b = buffer[i];
            if (!isBlank(b) && b != ',' && b != '[' && b != ']') {
                consume(i);
                remember();
                beginLine();
                start = offset();
                inElement = true;
                return null;
            }
        }
        consume(limit);
        return null;
    }

    private @Nullable Line element() {
        for (int i = at; i < limit; i++) {
            byte b = buffer[i];
            if (inText) {
                inText = escaped || b != '"';
                escaped = !escaped && b == '\\';
            } else if (depth == 0 && (b == ',' || b == ']')) {
                return end(i);
            } else if (b == '"') {
                inText = true;
            } else if (b == '{' || b == '[') {
                depth++;
            } else if ((b == '}' || b == ']') && --depth == 0) {
                return end(i + 1);
            }
        }
        keep(limit);
        return null;
    }

    private Line end(int end) {
        inElement = false;
        depth = 0;
        return line(start, keptThrough(end), true, null);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }
}
