package io.tocsin.monitor.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * Writes a compact value to memory: numbers of variable length, texts in UTF-8, and a number in place of a text that has
 * been written before.
 */
final class BinaryWriter {

    private static final int LONGEST_NUMBER = 10;
    private static final int MOST_OFTEN_BYTES = 256;

    private ByteBuffer out;
    /** Few, and most often the first of them is meant: no map is faster. */
    private final List<String> known = new ArrayList<>(2);

    private String last = "";

    BinaryWriter(int format) {
        this(format, MOST_OFTEN_BYTES);
    }

    /** @param bytes about how many will be written */
    BinaryWriter(int format, int bytes) {
        out = ByteBuffer.allocate(bytes);
        writeByte(format);
    }

    void writeByte(int value) {
        room(1).put((byte) value);
    }

    void writeBoolean(boolean value) {
        writeByte(value ? 1 : 0);
    }

    void writeInt(int value) {
        writeLong(value);
    }

    /** A number, in few bytes when it is near 0 on either side; the largest take ten. */
    void writeLong(long value) {
        ByteUtils.writeVarlong(value, room(LONGEST_NUMBER));
    }

    /** A number that is as likely to be large as small. */
    void writeFixedLong(long value) {
        room(Long.BYTES).putLong(value);
    }

    void writeText(String value) {
        writeBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    void writeBytes(byte[] value) {
        writeInt(value.length);
        room(value.length).put(value);
    }

    /** A text that is likely to come again in this value: only its first coming is written out. */
    void writeRecurring(String value) {
        int index = known.indexOf(value);
        writeInt(index + 1);
        if (index < 0) {
            known.add(value);
            writeText(value);
        }
    }

    /** A text that isn't empty and is likely to be the one before it: there may be many, and they come in runs. */
    void writeRunning(String value) {
        writeText(value.equals(last) ? "" : value);
        last = value;
    }

    byte[] toBytes() {
        return Arrays.copyOf(out.array(), out.position());
    }

    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            int wanted = Math.max(out.capacity() * 2, Math.addExact(out.position(), bytes));
            out = ByteBuffer.allocate(wanted).put(out.flip());
        }
        return out;
    }
}
