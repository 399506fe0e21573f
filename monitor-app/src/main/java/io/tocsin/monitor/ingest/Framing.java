package io.tocsin.monitor.ingest;

/** What stands for lines in a format. */
public enum Framing {
    /** Lines, at most {@link LogFile#MAX_LINE_BYTES} long. */
    LINES {
        @Override
        FrameReader reader(LogParts parts, long maxBytes) {
            return new LineReader(parts, LogFile.MAX_LINE_BYTES, maxBytes);
        }

        @Override
        int maxBytes() {
            return LogFile.MAX_LINE_BYTES;
        }
    },
    /** Lines with the body of a webhook in them, of which GitHub sends up to 25 MB, but rarely so much as one. */
    LONG_LINES {
        @Override
        FrameReader reader(LogParts parts, long maxBytes) {
            return new LineReader(parts, maxBytes(), maxBytes);
        }

        @Override
        int maxBytes() {
            return 16 * 1024 * 1024;
        }
    },
    /** JSON objects, one a line or the elements of an array. */
    JSON_VALUES {
        @Override
        FrameReader reader(LogParts parts, long maxBytes) {
            return new JsonValueReader(parts, maxBytes(), maxBytes);
        }

        @Override
        int maxBytes() {
            return LogFile.MAX_LINE_BYTES;
        }
    },
    /** The elements of the array {@code Records} of a JSON object: AWS states at most 256 KiB for each. */
    JSON_RECORDS {
        @Override
        FrameReader reader(LogParts parts, long maxBytes) {
            return new JsonRecordReader(parts, maxBytes(), maxBytes);
        }

        @Override
        int maxBytes() {
            return 512 * 1024;
        }
    };

    /** Reads them, up to so many bytes of the log. */
    abstract FrameReader reader(LogParts parts, long maxBytes);

    /** How many bytes of one are kept. */
    abstract int maxBytes();
}
