package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.monitor.wire.JsonEventCodec;
import io.tocsin.monitor.wire.JsonStream;
import io.tocsin.monitor.wire.RejectedEventException;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.EventType;
import io.tocsin.rules.event.JsonEvent;
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
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A temporary file of sorted events, read once: for each the place of its stream among those in the file (one byte), its
 * headers where these are a part of the event, its length (four) and its bytes as on its topic.
 *
 * <p>The file is this user's alone and has no name any more once it is open (on systems with POSIX semantics; elsewhere
 * it is deleted when it is closed), so that not even a killed process leaves personal data behind.
 */
final class SortedRun implements Iterator<SecurityEvent>, Closeable {
    private static final EventCodec CODEC = new EventCodec();
    private static final int BUFFER_BYTES = 64 * 1024;

    private final FileChannel file;
    private final List<EventStream> streams;
    private final DataInputStream in;
    private long left;

    private SortedRun(FileChannel file, List<EventStream> streams, long count) {
        this.file = file;
        this.streams = streams;
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
            List<EventStream> streams = new ArrayList<>();
            long count = writeAll(file, events, streams);
            file.position(0);
            return new SortedRun(file, streams, count);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static long writeAll(FileChannel file, Iterator<SecurityEvent> events, List<EventStream> streams)
            throws IOException {
        DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(file), BUFFER_BYTES));
        long count = 0;
        while (events.hasNext()) {
            SecurityEvent event = events.next();
            out.writeByte(placeOf(event.stream(), streams));
            if (event instanceof JsonEvent) {
                writeHeaders(out, CODEC.headers(event));
            }
            byte[] value = CODEC.encode(event);
            out.writeInt(value.length);
            out.write(value);
            count++;
        }
        out.flush();
        return count;
    }

    private static int placeOf(EventStream stream, List<EventStream> streams) {
        for (int i = 0; i < streams.size(); i++) {
            if (streams.get(i).label().equals(stream.label())) {
                return i;
            }
        }
        streams.add(stream);
        return streams.size() - 1;
    }

    private static void writeHeaders(DataOutputStream out, Headers headers) throws IOException {
        Header[] all = headers.toArray();
        out.writeByte(all.length);
        for (Header header : all) {
            out.writeUTF(header.key());
            out.writeInt(header.value().length);
            out.write(header.value());
        }
    }

    private Headers readHeaders() throws IOException {
        Headers headers = new RecordHeaders();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            headers.add(in.readUTF(), in.readNBytes(in.readInt()));
        }
        return headers;
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
            EventStream stream = streams.get(in.readUnsignedByte());
            Optional<EventType> own = stream.type();
            if (own.isPresent()) {
                return CODEC.decode(own.get(), in.readNBytes(in.readInt()));
            }
            Headers headers = readHeaders();
            JsonStream described = new JsonStream(stream, null, null);
            return new JsonEventCodec(described).decode(in.readNBytes(in.readInt()), headers);
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
