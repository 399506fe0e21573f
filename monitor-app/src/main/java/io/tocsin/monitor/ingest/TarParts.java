package io.tocsin.monitor.ingest;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a tar archive, in its order; each may be compressed, none may be an archive. Nothing is unpacked to disk:
 * names that climb out of a folder, links and devices mean nothing here.
 */
final class TarParts implements LogParts {
    private static final int RECORD_BYTES = 512;
    private static final int MAGIC_AT = 257;
    private static final byte[] MAGIC = "ustar".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_NAME_CHARS = 255;

    private final String log;
    private final LogBounds bounds;
    private final Unfolding unfolding;
    private final Budget budget;
    private final TarArchiveInputStream tar;
    private String name = "";
    private int parts;

    /**
     * Reads an archive.
     *
     * @param log the name for messages
     * @param unfolding what counts the bytes of compressed files in it
     */
    TarParts(String log, InputStream in, LogBounds bounds, Unfolding unfolding) {
        this.log = log;
        this.bounds = bounds;
        this.unfolding = unfolding;
        this.budget = new Budget(in);
        this.tar = new TarArchiveInputStream(budget, StandardCharsets.UTF_8.name());
    }

    /**
     * Whether a stream begins with a tar archive; it can be read from its beginning afterwards. Reads no further than
     * the end of a first line: the next one may be long in coming.
     */
    static boolean isTar(BufferedInputStream in) throws IOException {
        in.mark(RECORD_BYTES);
        try {
            for (int i = 0; i < MAGIC_AT; i++) {
                int b = in.read();
                if (b < 0 || b == '\n') {
                    return false;
                }
            }
            for (byte expected : MAGIC) {
                if (in.read() != expected) {
                    return false;
                }
            }
            return true;
        } finally {
            in.reset();
        }
    }

    @Override
    public @Nullable InputStream next() throws IOException {
        try {
            TarArchiveEntry entry;
            while ((entry = nextEntry()) != null) {
                String found = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                // Files that begin with ._ are what macOS packs beside a file.
                if (entry.isFile() && tar.canReadEntryData(entry) && !found.isEmpty() && !found.startsWith("._")) {
                    name = LogText.limit(found, MAX_NAME_CHARS);
                    BufferedInputStream part = new BufferedInputStream(Compression.open(name, tar, unfolding));
                    if (isTar(part)) {
                        throw new UnreadableLogException(
                                log + " holds an archive within an archive (" + name + "); unpack it first");
                    }
                    return part;
                }
            }
            return null;
        } catch (UnreadableLogException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw new UnreadableLogException(log + " is a damaged tar archive: " + e.getMessage(), e);
        }
    }

    private @Nullable TarArchiveEntry nextEntry() throws IOException {
        byte[] rest = new byte[8192];
        while (parts > 0 && tar.read(rest) >= 0) {
            // To the end of the file before, so that what follows is its successor's header alone.
        }
        parts++;
        if (parts > bounds.maxParts()) {
            throw new UnreadableLogException(
                    log + " holds more than " + bounds.maxParts() + " files, the most that are read of an archive");
        }
        budget.left = bounds.maxHeaderBytes();
        TarArchiveEntry entry = tar.getNextEntry();
        budget.left = Long.MAX_VALUE;
        return entry;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean arePacked() {
        return true;
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }

    /** Headers are read into memory whole, however long the archive says that they are. */
    private final class Budget extends FilterInputStream {
        private long left = Long.MAX_VALUE;

        Budget(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = super.read(into, from, length);
            left -= Math.max(0, read);
            if (left < 0) {
                throw new UnreadableLogException(log + " holds a file whose header is longer than "
                        + bounds.maxHeaderBytes() + " bytes, the most that is read");
            }
            return read;
        }

        @Override
        public long skip(long n) throws IOException {
            byte[] skipped = new byte[(int) Math.min(n, 8192)];
            return Math.max(0, read(skipped, 0, skipped.length));
        }
    }
}
