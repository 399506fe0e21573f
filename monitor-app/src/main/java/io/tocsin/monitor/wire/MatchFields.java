package io.tocsin.monitor.wire;

import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.alert.Evidence.RecordPlace;
import io.tocsin.rules.detect.Fingerprint;
import io.tocsin.rules.detect.Match;
import io.tocsin.rules.event.Origin;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** How a match and its evidence stand in binary values. */
final class MatchFields {
    private static final int STALE = 1;
    private static final int CARRIES = 2;
    private static final int HAS_RECORD = 1;
    private static final int HAS_ORIGIN = 2;
    private static final int HAS_SOURCE = 4;

    private MatchFields() {}

    static void write(BinaryWriter out, Match match) {
        out.writeRecurring(match.source());
        out.writeText(match.id());
        out.writeFixedLong(match.fingerprint().high());
        out.writeFixedLong(match.fingerprint().low());
        out.writeFixedLong(match.mark());
        // A match that carries nothing, as nearly all do, stands as it did before any could.
        out.writeByte((match.stale() ? STALE : 0) | (match.carried().isEmpty() ? 0 : CARRIES));
        write(out, match.evidence());
        if (!match.carried().isEmpty()) {
            write(out, match.carried());
        }
    }

    static Match readMatch(BinaryReader in) {
        String source = in.readRecurring();
        String id = in.readText();
        Fingerprint fingerprint = new Fingerprint(in.readFixedLong(), in.readFixedLong());
        long mark = in.readFixedLong();
        int flags = in.readByte();
        Evidence evidence = readEvidence(in);
        Map<String, String> carried = (flags & CARRIES) == 0 ? Map.of() : readCarried(in);
        return new Match(source, id, fingerprint, mark, (flags & STALE) != 0, evidence, carried);
    }

    /** The values of fields, in the order of their names. */
    static void write(BinaryWriter out, Map<String, String> carried) {
        out.writeInt(carried.size());
        new TreeMap<>(carried).forEach((field, value) -> {
            out.writeRecurring(field);
            out.writeText(value);
        });
    }

    static Map<String, String> readCarried(BinaryReader in) {
        Map<String, String> carried = new LinkedHashMap<>();
        int fields = in.readSize();
        for (int i = 0; i < fields; i++) {
            carried.put(in.readRecurring(), in.readText());
        }
        return carried;
    }

    static void write(BinaryWriter out, Evidence evidence) {
        RecordPlace record = evidence.record();
        Origin origin = evidence.origin();
        String source = evidence.source();
        out.writeLong(evidence.timeMs());
        // What stood there before sources were kept is read as what has none.
        out.writeByte((record == null ? 0 : HAS_RECORD)
                | (origin == null ? 0 : HAS_ORIGIN)
                | (source == null ? 0 : HAS_SOURCE));
        if (record != null) {
            out.writeRecurring(record.topic());
            out.writeInt(record.partition());
            out.writeLong(record.offset());
        }
        if (origin != null) {
            out.writeRecurring(origin.file());
            out.writeLong(origin.line());
        }
        if (source != null) {
            out.writeRunning(source);
        }
    }

    static Evidence readEvidence(BinaryReader in) {
        long timeMs = in.readLong();
        int parts = in.readByte();
        RecordPlace record =
                (parts & HAS_RECORD) == 0 ? null : new RecordPlace(in.readRecurring(), in.readInt(), in.readLong());
        Origin origin = (parts & HAS_ORIGIN) == 0 ? null : new Origin(in.readRecurring(), in.readLong());
        String source = (parts & HAS_SOURCE) == 0 ? null : in.readRunning();
        return new Evidence(timeMs, record, origin, source);
    }
}
