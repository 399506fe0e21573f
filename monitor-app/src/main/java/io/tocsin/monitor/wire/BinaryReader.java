package io.tocsin.monitor.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.ByteUtils;

/** Reads what {@link BinaryWriter} wrote. What else it meets, it refuses with a {@link MalformedRecordException}. */
final class BinaryReader {

    /** Reads a whole value. */
    @FunctionalInterface
    interface Body<T> {
        T read(BinaryReader in) throws MalformedRecordException;
    }

    private final ByteBuffer bytes;
    private final List<String> known = new ArrayList<>();
    private String last = "";

    private BinaryReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /**
     * Reads a value whose first byte is {@code format}.
     *
     * @throws MalformedRecordException when it is of another format, ends too early or goes on too long
     */
    static <T> T read(byte[] value, int format, Body<T> body) throws MalformedRecordException {
        BinaryReader in = new BinaryReader(value);
        try {
            int found = in.readByte();
            if (found != format) {
                throw new MalformedRecordException("its format is " + found + ", not " + format);
            }
            T read = body.read(in);
            if (in.bytes.hasRemaining()) {
                throw new MalformedRecordException(in.bytes.remaining() + " bytes follow its end");
            }
            return read;
        } catch (BufferUnderflowException
                | IllegalArgumentException
                | IndexOutOfBoundsException
                | ArithmeticException e) {
            throw new MalformedRecordException("it is damaged: " + e.getClass().getSimpleName(), e);
        }
    }

    boolean hasMore() {
        return bytes.hasRemaining();
    }

    int readByte() {
        return bytes.get();
    }

    boolean readBoolean() {
        return bytes.get() != 0;
    }

    int readInt() {
        return Math.toIntExact(readLong());
    }

    /** The length of what follows, never more than there is. */
    int readSize() {
        int size = readInt();
        if (size < 0 || size > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        return size;
    }

    long readLong() {
        return ByteUtils.readVarlong(bytes);
    }

    long readFixedLong() {
        return bytes.getLong();
    }

    String readText() {
        return new String(readBytes(), StandardCharsets.UTF_8);
    }

    byte[] readBytes() {
        byte[] read = new byte[readSize()];
        bytes.get(read);
        return read;
    }

    String readRecurring() {
        int index = readInt();
        if (index > 0) {
            return known.get(index - 1);
        }
        String value = readText();
        known.add(value);
        return value;
    }

    String readRunning() {
        String value = readText();
        if (!value.isEmpty()) {
            last = value;
        }
        return last;
    }
}
