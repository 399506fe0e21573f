package io.tocsin.monitor.wire;

import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.alert.Evidence.RecordPlace;
import io.tocsin.rules.detect.Fingerprint;
import io.tocsin.rules.detect.Match;
import io.tocsin.rules.event.Origin;

/** How a match and its evidence stand in binary values. */
final class MatchFields {
    private static final int HAS_RECORD = 1;
    private static final int HAS_ORIGIN = 2;

    private MatchFields() {}

    static void write(BinaryWriter out, Match match) {
        out.writeRecurring(match.source());
        out.writeText(match.id());
        out.writeFixedLong(match.fingerprint().high());
        out.writeFixedLong(match.fingerprint().low());
        out.writeFixedLong(match.mark());
        out.writeBoolean(match.stale());
        write(out, match.evidence());
    }

    static Match readMatch(BinaryReader in) {
        return new Match(
                in.readRecurring(),
                in.readText(),
                new Fingerprint(in.readFixedLong(), in.readFixedLong()),
                in.readFixedLong(),
                in.readBoolean(),
                readEvidence(in));
    }

    static void write(BinaryWriter out, Evidence evidence) {
        RecordPlace record = evidence.record();
        Origin origin = evidence.origin();
        out.writeLong(evidence.timeMs());
        out.writeByte((record == null ? 0 : HAS_RECORD) | (origin == null ? 0 : HAS_ORIGIN));
        if (record != null) {
            out.writeRecurring(record.topic());
            out.writeInt(record.partition());
            out.writeLong(record.offset());
        }
        if (origin != null) {
            out.writeRecurring(origin.file());
            out.writeLong(origin.line());
        }
    }

    static Evidence readEvidence(BinaryReader in) {
        long timeMs = in.readLong();
        int parts = in.readByte();
        RecordPlace record =
                (parts & HAS_RECORD) == 0 ? null : new RecordPlace(in.readRecurring(), in.readInt(), in.readLong());
        Origin origin = (parts & HAS_ORIGIN) == 0 ? null : new Origin(in.readRecurring(), in.readLong());
        return new Evidence(timeMs, record, origin);
    }
}
