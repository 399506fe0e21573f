package io.tocsin.monitor.wire;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.alert.Evidence.RecordPlace;
import io.tocsin.rules.detect.Entry;
import io.tocsin.rules.detect.Fingerprint;
import io.tocsin.rules.detect.Match;
import io.tocsin.rules.detect.Segment;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.Origin;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentSizeTest {

    /** A value of the store is a message of its changelog; Kafka takes 1 MiB where nobody says otherwise. */
    @Test
    void theLargestSegmentFitsIntoAMessage() {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < Segment.MAX_SIZE; i++) {
            String different = String.format("%04d", i);
            String longest = "€".repeat(EventId.MAX_LENGTH - 4) + different;
            Evidence evidence = new Evidence(
                    Rfc3339.MAX_TIME_MS,
                    new RecordPlace("t".repeat(245) + different, Integer.MAX_VALUE, Long.MAX_VALUE),
                    new Origin("€".repeat(EventCodec.MAX_FILE_CHARS - 4) + different, Long.MAX_VALUE),
                    "2001:0db8:0000:0000:0000:0000:0000:" + different);
            Fingerprint fingerprint = new Fingerprint(i, i);
            entries.add(new Entry(new Match(longest, longest, fingerprint, Long.MAX_VALUE, true, evidence), true));
        }

        int bytes = GroupStateCodec.encode(new Segment(Long.MAX_VALUE, entries)).length;

        assertTrue(bytes < (1 << 20) - 4_096, bytes + " bytes");
    }
}
