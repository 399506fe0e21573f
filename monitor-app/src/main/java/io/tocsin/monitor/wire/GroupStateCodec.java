package io.tocsin.monitor.wire;

import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.alert.Score;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.detect.AlertedEpisode;
import io.tocsin.rules.detect.Entry;
import io.tocsin.rules.detect.Episode;
import io.tocsin.rules.detect.Match;
import io.tocsin.rules.detect.Segment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The stored form of a group's state, in three kinds of values: a small head, segments of entries, and the alerted
 * episodes. The present form of an episode isn't stored: it follows from the settled one and the entries.
 */
public final class GroupStateCodec {
    private static final int FORMAT = 2;

    /** A head that would grow beyond this many bytes keeps its entries in a segment of its own instead. */
    private static final int MAX_INLINE_BYTES = 1_500;

    private static final int MAX_INLINE_ENTRIES = 24;

    /** About what an entry takes without its texts. */
    private static final int ENTRY_BYTES = 40;

    /** About what a head takes without its entries, or the texts that recur in a segment. */
    private static final int HEAD_BYTES = 200;

    /**
     * The head of a group's state.
     *
     * @param settledMs see {@link io.tocsin.rules.detect.GroupState}
     * @param droppedMs likewise
     * @param timerMs likewise
     * @param inline the only segment, where it is small enough to stand in the head; else empty
     * @param segmentIds the ids of the segments that stand outside, in order
     * @param alertUids the uids of the alerted episodes, in order
     */
    public record Head(
            long settledMs,
            long droppedMs,
            long timerMs,
            List<Segment> inline,
            List<Long> segmentIds,
            List<String> alertUids) {
        public Head {
            inline = List.copyOf(inline);
            segmentIds = List.copyOf(segmentIds);
            alertUids = List.copyOf(alertUids);
        }
    }

    private GroupStateCodec() {}

    /** Whether the segments of a state are so few and small that they stand in its head. */
    public static boolean fitsInHead(List<Segment> segments) {
        return segments.size() == 1
                && segments.get(0).entries().size() <= MAX_INLINE_ENTRIES
                && roughSize(segments.get(0)) <= MAX_INLINE_BYTES;
    }

    private static int roughSize(List<Segment> segments) {
        int size = 0;
        for (Segment segment : segments) {
            size += roughSize(segment);
        }
        return size;
    }

    private static int roughSize(Segment segment) {
        return ENTRY_BYTES * segment.entries().size() + segment.textBytes();
    }

    /** The bytes of a head. */
    public static byte[] encode(Head head) {
        BinaryWriter out = new BinaryWriter(FORMAT, HEAD_BYTES + roughSize(head.inline()));
        out.writeFixedLong(head.settledMs());
        out.writeFixedLong(head.droppedMs());
        out.writeFixedLong(head.timerMs());
        out.writeInt(head.inline().size());
        head.inline().forEach(segment -> writeSegment(out, segment));
        out.writeInt(head.segmentIds().size());
        head.segmentIds().forEach(out::writeLong);
        out.writeInt(head.alertUids().size());
        head.alertUids().forEach(uid -> writeUid(out, uid));
        return out.toBytes();
    }

    /**
     * Reads a head.
     *
     * @throws MalformedRecordException when it is none
     */
    public static Head decodeHead(byte[] value) throws MalformedRecordException {
        return BinaryReader.read(
                value,
                FORMAT,
                in -> new Head(
                        in.readFixedLong(),
                        in.readFixedLong(),
                        in.readFixedLong(),
                        readList(in, GroupStateCodec::readSegment),
                        readList(in, BinaryReader::readLong),
                        readList(in, GroupStateCodec::readUid)));
    }

    /** The bytes of a segment. */
    public static byte[] encode(Segment segment) {
        BinaryWriter out = new BinaryWriter(FORMAT, HEAD_BYTES + roughSize(segment));
        writeSegment(out, segment);
        return out.toBytes();
    }

    /**
     * Reads a segment.
     *
     * @throws MalformedRecordException when it is none
     */
    public static Segment decodeSegment(byte[] value) throws MalformedRecordException {
        return BinaryReader.read(value, FORMAT, GroupStateCodec::readSegment);
    }

    /** The bytes of an alerted episode, without its present form. */
    public static byte[] encode(AlertedEpisode alerted) {
        BinaryWriter out = new BinaryWriter(FORMAT);
        writeUid(out, alerted.uid());
        MatchFields.write(out, alerted.fired());
        out.writeBoolean(alerted.merged());
        out.writeInt(alerted.revision());
        Score score = alerted.score();
        out.writeByte(score.base());
        out.writeByte(score.volume());
        out.writeByte(score.distinct());
        out.writeByte(score.asset());
        out.writeByte(score.takeover());
        out.writeByte(alerted.highestSeverity().ocsfId());
        out.writeBoolean(alerted.stale());
        out.writeBoolean(alerted.late());
        Episode settled = alerted.settled();
        out.writeBoolean(settled != null);
        if (settled == null) {
            MatchFields.write(out, alerted.current().crossing());
        } else {
            writeEpisode(out, settled);
        }
        return out.toBytes();
    }

    /**
     * Reads an alerted episode. Where it isn't settled, its present form is a stand-in with the right crossing, until the
     * correlator restores it.
     *
     * @throws MalformedRecordException when it is none
     */
    public static AlertedEpisode decodeAlerted(byte[] value) throws MalformedRecordException {
        return BinaryReader.read(value, FORMAT, in -> {
            String uid = readUid(in);
            Match fired = MatchFields.readMatch(in);
            boolean merged = in.readBoolean();
            int revision = in.readInt();
            Score score = new Score(in.readByte(), in.readByte(), in.readByte(), in.readByte(), in.readByte());
            Severity highest = severity(in.readByte());
            boolean stale = in.readBoolean();
            boolean late = in.readBoolean();
            if (in.readBoolean()) {
                Episode settled = readEpisode(in);
                return new AlertedEpisode(uid, fired, merged, revision, score, highest, stale, late, settled, settled);
            }
            Match crossing = MatchFields.readMatch(in);
            return new AlertedEpisode(
                    uid, fired, merged, revision, score, highest, stale, late, null, Episode.of(crossing));
        });
    }

    private static void writeSegment(BinaryWriter out, Segment segment) {
        out.writeLong(segment.id());
        out.writeInt(segment.entries().size());
        for (Entry entry : segment.entries()) {
            out.writeBoolean(entry.reopened());
            MatchFields.write(out, entry.match());
        }
    }

    private static Segment readSegment(BinaryReader in) {
        long id = in.readLong();
        return new Segment(id, readList(in, each -> {
            boolean reopened = each.readBoolean();
            return new Entry(MatchFields.readMatch(each), reopened);
        }));
    }

    private static void writeEpisode(BinaryWriter out, Episode episode) {
        MatchFields.write(out, episode.crossing());
        out.writeLong(episode.countAtCrossing());
        out.writeLong(episode.count());
        out.writeBoolean(episode.countExact());
        out.writeInt(episode.distinct().size());
        episode.distinct().forEach(out::writeFixedLong);
        out.writeLong(episode.firstSeenMs());
        MatchFields.write(out, episode.last());
        out.writeInt(episode.oldest().size());
        episode.oldest().forEach(evidence -> MatchFields.write(out, evidence));
        out.writeInt(episode.newest().size());
        episode.newest().forEach(evidence -> MatchFields.write(out, evidence));
    }

    private static Episode readEpisode(BinaryReader in) {
        Match crossing = MatchFields.readMatch(in);
        long countAtCrossing = in.readLong();
        long count = in.readLong();
        boolean countExact = in.readBoolean();
        List<Long> distinct = readList(in, BinaryReader::readFixedLong);
        long firstSeenMs = in.readLong();
        Match last = MatchFields.readMatch(in);
        List<Evidence> oldest = readList(in, MatchFields::readEvidence);
        List<Evidence> newest = readList(in, MatchFields::readEvidence);
        return new Episode(crossing, countAtCrossing, count, countExact, distinct, firstSeenMs, last, oldest, newest);
    }

    private static void writeUid(BinaryWriter out, String uid) {
        for (byte each : HexFormat.of().parseHex(uid)) {
            out.writeByte(each);
        }
    }

    private static String readUid(BinaryReader in) {
        byte[] uid = new byte[32];
        for (int i = 0; i < uid.length; i++) {
            uid[i] = (byte) in.readByte();
        }
        return HexFormat.of().formatHex(uid);
    }

    private static Severity severity(int ocsfId) {
        for (Severity severity : Severity.values()) {
            if (severity.ocsfId() == ocsfId) {
                return severity;
            }
        }
        throw new IllegalArgumentException("no severity has the id " + ocsfId);
    }

    private interface Reading<T> {
        T read(BinaryReader in);
    }

    private static <T> List<T> readList(BinaryReader in, Reading<T> reading) {
        int size = in.readSize();
        List<T> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            list.add(reading.read(in));
        }
        return list;
    }
}
