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

/** Cuts bytes into lines of bounded length, and hashes them on the way, ends of lines included. */
final class LineReader implements Closeable {
    private static final int BUFFER_BYTES = 64 * 1024;

    /**
     * A line.
     *
     * @param number counted from 1
     * @param start the offset of its first byte
     * @param end the offset after its end
     * @param bytes without {@code LF} or {@code CR LF}; only the first ones of an overlong line
     * @param overlong whether there were more bytes than are kept
     * @param terminated whether it ended in {@code LF}; only a last line may not
     */
    record Line(long number, long start, long end, byte[] bytes, boolean overlong, boolean terminated) {}

    private final InputStream in;
    private final int maxLineBytes;
    private final long maxBytes;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(512);
    private final MessageDigest digest = Sha256.digest();
    private MessageDigest atLineStart = copy(digest);
    private int at;
    private int limit;
    private long offset;
    private long number;
    private long checkpoint = -1;
    private @Nullable String checkpointSha256;

    /**
     * Reads lines.
     *
     * @param maxBytes where reading stops, as if the bytes ended there
     */
    LineReader(InputStream in, int maxLineBytes, long maxBytes) {
        this.in = in;
        this.maxLineBytes = maxLineBytes;
        this.maxBytes = maxBytes;
    }

    /** Asks for the hash of the first bytes; to be called before they are read. */
    void watch(long bytes) {
        if (bytes < offset) {
            throw new IllegalStateException("byte " + bytes + " has been read already");
        }
        checkpoint = bytes;
        checkpointSha256 = bytes == offset ? hex(copy(digest)) : null;
    }

    /** The hash that was asked for, or {@code null} while fewer bytes have been read. */
    @Nullable
    String watchedSha256() {
        return checkpointSha256;
    }

    /** The hash of everything read. */
    String sha256() {
        return hex(copy(digest));
    }

    /** How many bytes have been read. */
    long offset() {
        return offset;
    }

    /** The hash of everything before a last line without an end. */
    String sha256BeforeLastLine() {
        return hex(copy(atLineStart));
    }

    /** The next line, or {@code null} at the end. */
    @Nullable
    Line next() throws IOException {
        long start = offset;
        boolean overlong = false;
        kept.reset();
        while (at < limit || fill()) {
            int lineFeed = indexOfLineFeed();
            int end = lineFeed < 0 ? limit : lineFeed;
            if (lineFeed < 0 && offset == start) {
                atLineStart = copy(digest);
            }
            overlong |= !keep(end - at);
            consume(lineFeed < 0 ? limit : lineFeed + 1);
            if (lineFeed >= 0) {
                return line(start, overlong, true);
            }
        }
        return offset == start ? null : line(start, overlong, false);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private Line line(long start, boolean overlong, boolean terminated) {
        number++;
        byte[] bytes = kept.toByteArray();
        if (terminated && !overlong && bytes.length > 0 && bytes[bytes.length - 1] == '\r') {
            bytes = Arrays.copyOf(bytes, bytes.length - 1);
        }
        return new Line(number, start, offset, bytes, overlong, terminated);
    }

    private boolean keep(int length) {
        int room = Math.min(length, maxLineBytes - kept.size());
        kept.write(buffer, at, room);
        return room == length;
    }

    private void consume(int end) {
        long before = checkpoint - offset;
        if (before > 0 && before <= end - at) {
            digest.update(buffer, at, (int) before);
            checkpointSha256 = hex(copy(digest));
            digest.update(buffer, at + (int) before, end - at - (int) before);
        } else {
            digest.update(buffer, at, end - at);
        }
        offset += end - at;
        at = end;
    }

    private int indexOfLineFeed() {
        for (int i = at; i < limit; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private boolean fill() throws IOException {
        at = 0;
        int room = (int) Math.min(buffer.length, maxBytes - offset);
        limit = room == 0 ? 0 : Math.max(0, in.read(buffer, 0, room));
        return limit > 0;
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java's SHA-256 can't be copied", e);
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
