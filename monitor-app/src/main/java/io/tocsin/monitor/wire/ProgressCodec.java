package io.tocsin.monitor.wire;

import io.tocsin.rules.detect.SourceProgress;

/** The stored form of how far event time has come. */
public final class ProgressCodec {
    private static final int FORMAT = 1;

    /**
     * The watermark that a partition of events told last.
     *
     * @param watermarkMs milliseconds since the epoch
     * @param offset of the record at which it was told
     */
    public record Told(long watermarkMs, long offset) {}

    private ProgressCodec() {}

    /** The bytes of a source's progress. */
    public static byte[] encode(SourceProgress progress) {
        BinaryWriter out = new BinaryWriter(FORMAT);
        out.writeFixedLong(progress.newestMs());
        out.writeFixedLong(progress.activeMs());
        out.writeBoolean(progress.heard());
        return out.toBytes();
    }

    /**
     * Reads a source's progress.
     *
     * @throws MalformedRecordException when it is none
     */
    public static SourceProgress decode(byte[] value) throws MalformedRecordException {
        return BinaryReader.read(
                value, FORMAT, in -> new SourceProgress(in.readFixedLong(), in.readFixedLong(), in.readBoolean()));
    }

    /** The bytes of a time, milliseconds since the epoch. */
    public static byte[] encodeTime(long timeMs) {
        BinaryWriter out = new BinaryWriter(FORMAT);
        out.writeFixedLong(timeMs);
        return out.toBytes();
    }

    /**
     * Reads a time.
     *
     * @throws MalformedRecordException when it is none
     */
    public static Long decodeTime(byte[] value) throws MalformedRecordException {
        return BinaryReader.read(value, FORMAT, BinaryReader::readFixedLong);
    }

    /** The bytes of the watermark that was told last. */
    public static byte[] encodeTold(Told told) {
        BinaryWriter out = new BinaryWriter(FORMAT);
        out.writeFixedLong(told.watermarkMs());
        out.writeFixedLong(told.offset());
        return out.toBytes();
    }

    /**
     * Reads the watermark that was told last.
     *
     * @throws MalformedRecordException when it is none
     */
    public static Told decodeTold(byte[] value) throws MalformedRecordException {
        return BinaryReader.read(value, FORMAT, in -> new Told(in.readFixedLong(), in.readFixedLong()));
    }
}
