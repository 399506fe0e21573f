package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.monitor.wire.RejectedEventException;
import io.tocsin.rules.event.EventType;
import io.tocsin.rules.event.SecurityEvent;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * A temporary file of sorted events, read once: for each the ordinal of its type (one byte), its length (four) and its
 * bytes as on its topic.
 *
 * <p>The file is this user's alone and has no name any more once it is open (on systems with POSIX semantics; elsewhere
 * it is deleted when it is closed), so that not even a killed process leaves personal data behind.
 */
final class SortedRun implements Iterator<SecurityEvent>, Closeable {
    private static final EventType[] TYPES = EventType.values();
    private static final EventCodec CODEC = new EventCodec();
    private static final int BUFFER_BYTES = 64 * 1024;

    private final FileChannel file;
    private final DataInputStream in;
    private long left;

    private SortedRun(FileChannel file, long count) {
        this.file = file;
        this.in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(file), BUFFER_BYTES));
        this.left = count;
    }

    /** Writes events, which are sorted already, to a new file. */
    static SortedRun write(Path folder, Iterator<SecurityEvent> events) throws IOException {
        FileChannel file = FileChannel.open(
                Files.createTempFile(folder, "tocsin-sort-", null),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        try {
            long count = writeAll(file, events);
            file.position(0);
            return new SortedRun(file, count);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static long writeAll(FileChannel file, Iterator<SecurityEvent> events) throws IOException {
        DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(file), BUFFER_BYTES));
        long count = 0;
        while (events.hasNext()) {
            SecurityEvent event = events.next();
            byte[] value = CODEC.encode(event);
            out.writeByte(event.stream().type().orElseThrow().ordinal());
            out.writeInt(value.length);
            out.write(value);
            count++;
        }
        out.flush();
        return count;
    }

    @Override
    public boolean hasNext() {
        return left > 0;
    }

    @Override
    public SecurityEvent next() {
        if (left == 0) {
            throw new NoSuchElementException("the run has been read");
        }
        left--;
        try {
            EventType type = TYPES[in.readUnsignedByte()];
            return CODEC.decode(type, in.readNBytes(in.readInt()));
        } catch (IOException e) {
            throw new UncheckedIOException("a temporary file of the sorting can't be read", e);
        } catch (RejectedEventException e) {
            throw new IllegalStateException("a temporary file of the sorting was changed: " + e.detail(), e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
