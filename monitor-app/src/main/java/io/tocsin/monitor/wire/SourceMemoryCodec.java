package io.tocsin.monitor.wire;

import io.tocsin.rules.detect.SourceMemory;
import io.tocsin.rules.detect.SourceMemory.Days;
import java.util.TreeMap;

/** The stored form of what is remembered of an account's sources. */
public final class SourceMemoryCodec {
    private static final int FORMAT = 1;

    private SourceMemoryCodec() {}

    /** The bytes of a memory. */
    public static byte[] encode(SourceMemory memory) {
        BinaryWriter out = new BinaryWriter(FORMAT);
        out.writeInt(memory.newestDay());
        out.writeInt(memory.networks().size());
        memory.networks().forEach((network, days) -> {
            out.writeText(network);
            out.writeLong(days.recent());
            out.writeLong(days.earlier());
        });
        out.writeInt(memory.failures().size());
        memory.failures().forEach((day, count) -> {
            out.writeInt(memory.newestDay() - day);
            out.writeByte(count);
        });
        return out.toBytes();
    }

    /**
     * Reads a memory.
     *
     * @throws MalformedRecordException when it is none
     */
    public static SourceMemory decode(byte[] value) throws MalformedRecordException {
        return BinaryReader.read(value, FORMAT, in -> {
            int newestDay = in.readInt();
            TreeMap<String, Days> networks = new TreeMap<>();
            for (int left = in.readSize(); left > 0; left--) {
                networks.put(in.readText(), new Days(in.readLong(), in.readLong()));
            }
            TreeMap<Integer, Integer> failures = new TreeMap<>();
            for (int left = in.readSize(); left > 0; left--) {
                failures.put(newestDay - in.readInt(), in.readByte());
            }
            return new SourceMemory(newestDay, networks, failures);
        });
    }
}
