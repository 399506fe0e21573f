package io.tocsin.monitor.ingest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;

/** Counts decompressed bytes against the compressed ones, and stops where {@link LogBounds} are passed. */
final class Unfolding {
    private final String log;
    private final LogBounds bounds;
    private final LongSupplier compressedBytes;
    private long bytes;

    /**
     * Nothing decompressed yet.
     *
     * @param log the name for messages
     * @param compressedBytes how much has been read of the file as it lies on disk
     */
    Unfolding(String log, LogBounds bounds, LongSupplier compressedBytes) {
        this.log = log;
        this.bounds = bounds;
        this.compressedBytes = compressedBytes;
    }

    /** The same bytes, counted; what a decompressor throws says which log it was. */
    InputStream counted(InputStream decompressed) {
        return new Counted(decompressed);
    }

    private void count(int read) throws UnreadableLogException {
        bytes += Math.max(0, read);
        if (bytes > bounds.maxBytes()) {
            throw new UnreadableLogException(
                    log + " holds more than " + bounds.maxBytes() + " bytes when decompressed, the most that is read");
        }
        if (bytes > bounds.graceBytes() && bytes / bounds.maxRatio() > compressedBytes.getAsLong()) {
            throw new UnreadableLogException(log + " unfolds to more than " + bounds.maxRatio()
                    + " times its size, as no log does; if it is one, decompress it first");
        }
    }

    private final class Counted extends FilterInputStream {
        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read;
            try {
                read = super.read(into, from, length);
            } catch (UnreadableLogException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                // Decompressors don't agree on what they throw when bits are wrong.
                throw new UnreadableLogException(
                        log + " is compressed and damaged, or can't be read: " + e.getMessage(), e);
            }
            count(read);
            return read;
        }

        @Override
        public long skip(long n) throws IOException {
            byte[] skipped = new byte[(int) Math.min(n, 8192)];
            return Math.max(0, read(skipped, 0, skipped.length));
        }
    }
}
