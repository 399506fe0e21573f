package io.tocsin.monitor.wire;

import io.tocsin.rules.detect.Group;
import io.tocsin.rules.detect.Match;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys and values of the {@code matches} topic: a compact binary form, internal to {@code detect}. */
public final class MatchCodec {
    private static final int FORMAT = 1;
    private static final int COUNTED = 1;
    private static final int WATERMARK = 2;
    private static final int COUNTED_CARRYING = 3;
    private static final int LEVEL_WATERMARK = 4;

    private MatchCodec() {}

    /** The key of a group: a JSON array of the tenant and each field with its value; also the key of its alerts. */
    public static byte[] key(Group group) {
        List<String> parts = new ArrayList<>();
        parts.add(group.tenant());
        group.values().forEach((field, value) -> {
            parts.add(field);
            parts.add(value);
        });
        return JsonFields.writeArray(parts);
    }

    /**
     * The group that a key stands for.
     *
     * @throws MalformedRecordException when it stands for none
     */
    public static Group group(byte[] key) throws MalformedRecordException {
        List<String> parts = JsonFields.readArray(key);
        if (parts.size() % 2 == 0) {
            throw new MalformedRecordException("a group's key has a tenant and pairs of field and value");
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 1; i < parts.size(); i += 2) {
            values.put(parts.get(i), parts.get(i + 1));
        }
        return new Group(parts.get(0), values);
    }

    /** The bytes of a value. */
    public static byte[] encode(MatchRecord value) {
        BinaryWriter out = new BinaryWriter(FORMAT);
        if (value instanceof MatchRecord.Watermark watermark) {
            out.writeByte(WATERMARK);
            out.writeText(watermark.partition());
            out.writeLong(watermark.watermarkMs());
        } else if (value instanceof MatchRecord.Counted counted) {
            boolean carries = !counted.carriedByRule().isEmpty();
            out.writeByte(carries ? COUNTED_CARRYING : COUNTED);
            MatchFields.write(out, counted.match());
            out.writeInt(counted.markByRule().size());
            counted.markByRule().forEach((rule, mark) -> {
                out.writeText(rule);
                out.writeFixedLong(mark);
                if (carries) {
                    MatchFields.write(out, counted.carriedByRule().getOrDefault(rule, Map.of()));
                }
            });
        } else if (value instanceof MatchRecord.LevelWatermark watermark) {
            out.writeByte(LEVEL_WATERMARK);
            out.writeInt(watermark.partition());
            out.writeInt(watermark.level());
            out.writeLong(watermark.watermarkMs());
        }
        return out.toBytes();
    }

    /**
     * Reads a value.
     *
     * @throws MalformedRecordException when it is none
     */
    public static MatchRecord decode(byte[] value) throws MalformedRecordException {
        return BinaryReader.read(value, FORMAT, in -> {
            int kind = in.readByte();
            return switch (kind) {
                case WATERMARK -> new MatchRecord.Watermark(in.readText(), in.readLong());
                case COUNTED -> readCounted(in, false);
                case COUNTED_CARRYING -> readCounted(in, true);
                case LEVEL_WATERMARK -> new MatchRecord.LevelWatermark(in.readInt(), in.readInt(), in.readLong());
                default -> throw new MalformedRecordException("its kind is " + kind);
            };
        });
    }

    private static MatchRecord readCounted(BinaryReader in, boolean carries) {
        Match match = MatchFields.readMatch(in);
        Map<String, Long> markByRule = new LinkedHashMap<>();
        Map<String, Map<String, String>> carriedByRule = new LinkedHashMap<>();
        int rules = in.readSize();
        for (int i = 0; i < rules; i++) {
            String rule = in.readText();
            markByRule.put(rule, in.readFixedLong());
            Map<String, String> carried = carries ? MatchFields.readCarried(in) : Map.of();
            if (!carried.isEmpty()) {
                carriedByRule.put(rule, carried);
            }
        }
        return new MatchRecord.Counted(match, markByRule, carriedByRule);
    }
}
