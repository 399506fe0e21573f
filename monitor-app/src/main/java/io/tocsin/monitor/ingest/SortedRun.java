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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * A temporary file of sorted events: for each the ordinal of its type (one byte), its length (four) and its bytes as on
 * its topic.
 *
 * @param file where it lies
 * @param count how many events it holds
 */
record SortedRun(Path file, long count) {
    private static final EventType[] TYPES = EventType.values();
    private static final EventCodec CODEC = new EventCodec();
    private static final int BUFFER_BYTES = 64 * 1024;

    /** Writes a new file. */
    static SortedRun write(Path file, Iterator<SecurityEvent> events) throws IOException {
        long count = 0;
        try (DataOutputStream out = new DataOutputStream(
                new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), BUFFER_BYTES))) {
            while (events.hasNext()) {
                SecurityEvent event = events.next();
                byte[] value = CODEC.encode(event);
                out.writeByte(event.type().ordinal());
                out.writeInt(value.length);
                out.write(value);
                count++;
            }
        }
        return new SortedRun(file, count);
    }

    /** Opens the file. */
    Reader read() throws IOException {
        return new Reader(this);
    }

    /** The events of a file, one at a time. */
    static final class Reader implements Iterator<SecurityEvent>, Closeable {
        private final DataInputStream in;
        private long left;

        private Reader(SortedRun run) throws IOException {
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(run.file), BUFFER_BYTES));
            left = run.count;
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
                byte[] value = in.readNBytes(in.readInt());
                return CODEC.decode(type, value);
            } catch (IOException e) {
                throw new UncheckedIOException("a temporary file of the sorting can't be read", e);
            } catch (RejectedEventException e) {
                throw new IllegalStateException("a temporary file of the sorting was changed: " + e.detail(), e);
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
