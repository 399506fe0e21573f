package io.tocsin.monitor.ingest;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cuts bytes at line feeds. */
class LineReader extends FrameReader {

    /** Reads nothing yet; the numbers are those of {@link FrameReader}. */
    LineReader(LogParts parts, int maxLineBytes, long maxBytes) {
        super(parts, maxLineBytes, maxBytes);
    }

    @Override
    void beginPart() {
        // A line never runs from one part into the next.
    }

    @Override
    @Nullable
    Line nextOfPart() throws IOException {
        long start = offset();
        beginLine();
        while (more()) {
            int lineFeed = indexOfLineFeed();
            if (lineFeed >= 0) {
                byte[] bytes = keptThrough(lineFeed);
                consume(lineFeed + 1);
                return line(start, withoutCarriageReturn(bytes), true, null);
            }
            if (offset() == start) {
                remember();
            }
            keep(limit);
        }
        return offset() == start ? null : line(start, kept(), false, null);
    }

    private byte[] withoutCarriageReturn(byte[] bytes) {
        boolean there = !isOverlong() && bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        return there ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }

    private int indexOfLineFeed() {
        for (int i = at; i < limit; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
