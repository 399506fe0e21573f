package io.tocsin.monitor.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * Writes a compact value to memory: numbers of variable length, texts in UTF-8, and a number in place of a text that has
 * been written before.
 */
final class BinaryWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    private final DataOutputStream out = new DataOutputStream(bytes);
    private final Map<String, Integer> known = new LinkedHashMap<>();

    BinaryWriter(int format) {
        writeByte(format);
    }

    void writeByte(int value) {
        bytes.write(value);
    }

    void writeBoolean(boolean value) {
        bytes.write(value ? 1 : 0);
    }

    void writeInt(int value) {
        writeLong(value);
    }

    /** A number, in few bytes when it is near 0 on either side; the largest take ten. */
    void writeLong(long value) {
        write(() -> ByteUtils.writeVarlong(value, out));
    }

    /** A number that is as likely to be large as small. */
    void writeFixedLong(long value) {
        write(() -> out.writeLong(value));
    }

    void writeText(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        writeInt(utf8.length);
        bytes.writeBytes(utf8);
    }

    /** A text that is likely to come again in this value: only its first coming is written out. */
    void writeRecurring(String value) {
        Integer index = known.putIfAbsent(value, known.size());
        if (index == null) {
            writeInt(0);
            writeText(value);
        } else {
            writeInt(index + 1);
        }
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }
}
