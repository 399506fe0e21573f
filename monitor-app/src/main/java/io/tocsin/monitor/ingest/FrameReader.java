package io.tocsin.monitor.ingest;

import io.tocsin.rules.hash.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a log's parts into lines, or what stands for lines in its format, of bounded length; hashes all bytes
 * on the way, those between lines included, unless nobody will ask for that.
 */
abstract class FrameReader implements Closeable {
    private static final int BUFFER_BYTES = 64 * 1024;

    /**
     * A line, or one record of a log that has none.
     *
     * @param part the name of the part in which it stands
     * @param number counted from 1 within its part
     * @param sequence counted from 1 within the log
     * @param start the offset of its first byte
     * @param end the offset after its end
     * @param bytes without {@code LF} or {@code CR LF}; only the first ones of an overlong line
     * @param overlong whether there were more bytes than are kept
     * @param terminated whether it has its end; only a last line may not
     * @param problem why there is no line where one should be, or {@code null} for a line
     */
    record Line(
            String part,
            long number,
            long sequence,
            long start,
            long end,
            byte[] bytes,
            boolean overlong,
            boolean terminated,
            @Nullable String problem) {}

    private final LogParts parts;
    private final int maxLineBytes;
    private final long maxBytes;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(512);
    private final MessageDigest digest = Sha256.digest();

    /** What has been read and not been consumed stands from {@link #at} to {@link #limit}. */
    protected final byte[] buffer = new byte[BUFFER_BYTES];

    protected int at;
    protected int limit;

    /** What has been consumed and not been hashed stands from here to {@link #at}: hashing few bytes at a time is slow. */
    private int hashed;

    private boolean isHashing = true;

    private MessageDigest atLineStart = copy(digest);
    private @Nullable InputStream in;
    private boolean overlong;

    /** Whether {@link #kept} holds something of the line; each line asks, and the stream would take its lock to answer. */
    private boolean isBegun;

    private long offset;
    private long number;
    private long sequence;
    private long checkpoint = -1;
    private @Nullable String checkpointSha256;

    /**
     * Reads nothing yet.
     *
     * @param maxLineBytes how many bytes of a line are kept
     * @param maxBytes where reading stops, as if the bytes ended there
     */
    FrameReader(LogParts parts, int maxLineBytes, long maxBytes) {
        this.parts = parts;
        this.maxLineBytes = maxLineBytes;
        this.maxBytes = maxBytes;
    }

    /** Leaves hashing out, which takes an eighth of the time: nobody will ask for hashes. */
    final void skipHashes() {
        isHashing = false;
    }

    /** Asks for the hash of the first bytes; to be called before they are read. */
    final void watch(long bytes) {
        if (bytes < offset) {
            throw new IllegalStateException("byte " + bytes + " has been read already");
        }
        checkpoint = bytes;
        checkpointSha256 = bytes == offset ? sha256() : null;
    }

    /** The hash that was asked for, or {@code null} while fewer bytes have been read. */
    final @Nullable String watchedSha256() {
        return checkpointSha256;
    }

    /** The hash of everything read. */
    final String sha256() {
        hash(at);
        return hex(digest);
    }

    /** How many bytes have been read. */
    final long offset() {
        return offset;
    }

    /** The hash of everything before a last line without an end. */
    final String sha256BeforeLastLine() {
        return hex(atLineStart);
    }

    /** The next line, or {@code null} at the end. */
    final @Nullable Line next() throws IOException {
        while (true) {
            Line line = in == null ? null : nextOfPart();
            if (line != null) {
                return line;
            }
            in = offset < maxBytes ? parts.next() : null;
            if (in == null) {
                return null;
            }
            number = 0;
            hash(at);
            at = 0;
            limit = 0;
            hashed = 0;
            beginPart();
        }
    }

    @Override
    public void close() throws IOException {
        parts.close();
    }

    /** Forgets what was known of the part before. */
    abstract void beginPart();

    /** The next line of the present part, or {@code null} at its end. */
    abstract @Nullable Line nextOfPart() throws IOException;

    /** Whether there is a byte that hasn't been consumed. */
    final boolean more() throws IOException {
        if (at < limit) {
            return true;
        }
        hash(at);
        at = 0;
        hashed = 0;
        int room = (int) Math.min(buffer.length, maxBytes - offset);
        limit = room == 0 || in == null ? 0 : Math.max(0, in.read(buffer, 0, room));
        return limit > 0;
    }

    /** A line begins here. */
    final void beginLine() {
        if (isBegun) {
            kept.reset();
        }
        isBegun = false;
        overlong = false;
    }

    /** Remembers the hash of what stands before the line that begins here, in case that it has no end. */
    final void remember() {
        if (isHashing) {
            hash(at);
            atLineStart = copy(digest);
        }
    }

    /** Consumes bytes up to here, as a part of the line. */
    final void keep(int end) {
        int length = end - at;
        int room = Math.min(length, maxLineBytes - kept.size());
        kept.write(buffer, at, room);
        isBegun = true;
        overlong |= room < length;
        consume(end);
    }

    /** Consumes bytes up to here, where the line ends, and gives those of it that are kept. */
    final byte[] keptThrough(int end) {
        if (isBegun || end - at > maxLineBytes) {
            keep(end);
            return kept();
        }
        // Most lines stand in the buffer as a whole.
        byte[] line = Arrays.copyOfRange(buffer, at, end);
        consume(end);
        return line;
    }

    /** Consumes bytes up to here, which belong to no line. */
    final void consume(int end) {
        long before = checkpoint - offset;
        if (before > 0 && before <= end - at) {
            hash(at + (int) before);
            checkpointSha256 = hex(digest);
        }
        offset += end - at;
        at = end;
    }

    /** Hashes what stands before here in the buffer and hasn't been hashed. */
    private void hash(int end) {
        if (isHashing && end > hashed) {
            digest.update(buffer, hashed, end - hashed);
            hashed = end;
        }
    }

    /** Whether more bytes of the line were found than are kept. */
    final boolean isOverlong() {
        return overlong;
    }

    /** The bytes of the line that are kept. */
    final byte[] kept() {
        return kept.toByteArray();
    }

    /** The line that ends here. */
    final Line line(long start, byte[] bytes, boolean terminated, @Nullable String problem) {
        number++;
        sequence++;
        boolean hasEnd = terminated || parts.arePacked();
        return new Line(parts.name(), number, sequence, start, offset, bytes, overlong, hasEnd, problem);
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java's SHA-256 can't be copied", e);
        }
    }

    private String hex(MessageDigest soFar) {
        if (!isHashing) {
            throw new IllegalStateException("nothing was hashed");
        }
        return HexFormat.of().formatHex(copy(soFar).digest());
    }
}
