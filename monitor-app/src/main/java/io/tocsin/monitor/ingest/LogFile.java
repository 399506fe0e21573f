package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.rules.hash.Sha256;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An opened log: a file or standard input, as it is or compressed, or a tar archive of such files, which is one log.
 *
 * <p>Its identity is its first line, so that a log that grew, was rotated, renamed or compressed is still the same.
 */
public final class LogFile implements Closeable {

    /** The longest line that is looked into; what is longer can't be an event. */
    public static final int MAX_LINE_BYTES = EventCodec.MAX_LINE_BYTES;

    private static final int BUFFER_BYTES = 64 * 1024;

    private final String name;
    private final long sizeBytes;
    private final CountingStream raw;
    private final boolean plain;
    private final FrameReader lines;
    private FrameReader.@Nullable Line peeked;
    private @Nullable String source;

    private LogFile(String name, long sizeBytes, InputStream in, Framing framing, long maxBytes, LogBounds bounds)
            throws IOException {
        this.name = name;
        this.sizeBytes = sizeBytes;
        this.raw = new CountingStream(in);
        LongSupplier compressedBytes = () -> raw.count;
        InputStream decompressed = Compression.open(name, raw, new Unfolding(name, bounds, compressedBytes));
        BufferedInputStream buffered = new BufferedInputStream(decompressed, BUFFER_BYTES);
        boolean packed = TarParts.isTar(buffered);
        this.plain = !packed && decompressed instanceof BufferedInputStream;
        LogParts parts = packed
                ? new TarParts(name, buffered, bounds, new Unfolding(name, bounds, compressedBytes))
                : LogParts.single(name, buffered);
        this.lines = framing.reader(parts, maxBytes);
    }

    /**
     * Opens a file.
     *
     * @param framing what stands for lines in its format
     * @throws IOException when it can't be read, or is compressed and damaged at its beginning
     */
    public static LogFile open(Path path, Framing framing) throws IOException {
        return open(path, framing, Long.MAX_VALUE, LogBounds.DEFAULT);
    }

    /** Opens the first so many decompressed bytes of a file. */
    static LogFile open(Path path, Framing framing, long maxBytes, LogBounds bounds) throws IOException {
        InputStream in = Files.newInputStream(path);
        try {
            return new LogFile(String.valueOf(path.getFileName()), Files.size(path), in, framing, maxBytes, bounds);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    /** Takes a stream of unknown length, such as standard input. */
    public static LogFile of(String name, InputStream in, Framing framing) throws IOException {
        return new LogFile(name, -1, in, framing, Long.MAX_VALUE, LogBounds.DEFAULT);
    }

    /** The file's name without its folders. */
    public String name() {
        return name;
    }

    /**
     * What the log's events have as {@code ce_source}; reads the first line and keeps it for {@link #next()}.
     *
     * @return {@code import:} and the SHA-256 of the first line without its end, or {@code null} for an empty log
     */
    public @Nullable String source() throws IOException {
        if (source == null) {
            FrameReader.Line first = peeked == null ? lines.next() : peeked;
            if (first != null) {
                source = "import:" + HexFormat.of().formatHex(Sha256.digest().digest(first.bytes()));
            }
            peeked = first;
        }
        return source;
    }

    /** Says that nobody will ask for the hash of what is read, which makes reading faster. */
    public void skipHashes() {
        lines.skipHashes();
    }

    /** Whether it is neither compressed nor packed. */
    boolean isPlain() {
        return plain;
    }

    /** Whether its first line has its end, or is too long to be looked for it; keeps the line for {@link #next()}. */
    boolean hasWholeLine() throws IOException {
        source();
        return peeked != null && (peeked.terminated() || peeked.overlong());
    }

    /** The file's size as it lies on disk, or −1 where nobody knows. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /** How much of {@link #sizeBytes()} has been read. */
    public long readBytes() {
        return raw.count;
    }

    /** Where the hashes come from; {@link FrameReader#watch} has to be called before anything is read. */
    FrameReader lines() {
        return lines;
    }

    /** The next line, or {@code null} at the end. */
    FrameReader.@Nullable Line next() throws IOException {
        FrameReader.Line line = peeked;
        if (line == null) {
            return lines.next();
        }
        peeked = null;
        return line;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /** Counts what is read from the disk, for the progress. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads and counts, others only look
    private static final class CountingStream extends FilterInputStream {
        private volatile long count;

        CountingStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int n = super.read(bytes, from, length);
            count += Math.max(0, n);
            return n;
        }
    }
}
