package io.tocsin.monitor.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.wire.GroupStateCodec.Head;
import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.alert.Evidence.RecordPlace;
import io.tocsin.rules.detect.AlertedEpisode;
import io.tocsin.rules.detect.Assets;
import io.tocsin.rules.detect.Correlator;
import io.tocsin.rules.detect.Entries;
import io.tocsin.rules.detect.Fingerprint;
import io.tocsin.rules.detect.Group;
import io.tocsin.rules.detect.GroupState;
import io.tocsin.rules.detect.Match;
import io.tocsin.rules.detect.Segment;
import io.tocsin.rules.detect.Step;
import io.tocsin.rules.event.Origin;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.ShippedRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is stored of a group is all of it: a state that was written, read and restored is the state that was written. */
class GroupStateCodecTest {

    private static final String[] SOURCES = {null, "192.0.2.1", "2001:0db8:0000:0000:0000:ffff:192.168.100.228"};
    private static final Group ALICE = new Group("default", Map.of("userId", "alice"));

    @Test
    void aStoredStateIsRestoredWhole() throws MalformedRecordException {
        CorrelationRule rule = ShippedRules.load().correlations().stream()
                .filter(CorrelationRule::isInPlace)
                .filter(each -> each.groupBy().equals(List.of("userId")))
                .findFirst()
                .orElseThrow();
        Correlator correlator = new Correlator(rule, "ab".repeat(32), Assets.NONE);
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            GroupState state = GroupState.EMPTY;
            long timeMs = 1_700_000_000_000L;
            int size = 1 + random.nextInt(600);
            for (int i = 0; i < size; i++) {
                timeMs += random.nextInt(10) == 0 ? 200_000 : random.nextInt(20_000);
                Match match = match(random, timeMs - random.nextInt(100_000), i);
                Step step = correlator.correlate(ALICE, state, match, timeMs - 120_000);
                state = step.state();
                if (random.nextInt(20) == 0) {
                    state = correlator.advance(ALICE, state, timeMs - 120_000).state();
                }
            }
            assertEquals(state.alerted(), correlator.restore(stored(state)).alerted(), "seed " + seed);
            assertEquals(entries(state), entries(stored(state)), "seed " + seed);
        }
    }

    @Test
    void damagedBytesAreRefusedAndNothingElseIsThrown() throws MalformedRecordException {
        Random random = new Random(7);
        List<Match> matches = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            matches.add(match(random, 1_700_000_000_000L + i, i));
        }
        Segment segment = new Segment(
                3,
                matches.stream()
                        .map(each -> new io.tocsin.rules.detect.Entry(each, false))
                        .toList());
        byte[] bytes = GroupStateCodec.encode(segment);
        assertEquals(segment, GroupStateCodec.decodeSegment(bytes));
        for (int cut = 0; cut < bytes.length; cut++) {
            byte[] shorter = Arrays.copyOf(bytes, cut);
            assertThrows(MalformedRecordException.class, () -> GroupStateCodec.decodeSegment(shorter));
        }
    }

    @Test
    void aHeadStaysWithinTwoKibibytesWhateverItHolds() {
        Random random = new Random(3);
        List<io.tocsin.rules.detect.Entry> entries = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            Match match = match(random, 1_700_000_000_000L + i, i);
            entries.add(new io.tocsin.rules.detect.Entry(
                    new Match(
                            "s".repeat(256),
                            "i".repeat(256),
                            match.fingerprint(),
                            match.mark(),
                            false,
                            match.evidence()),
                    false));
        }
        for (int n = 1; n <= entries.size(); n++) {
            List<Segment> segments = List.of(new Segment(0, entries.subList(0, n)));
            if (GroupStateCodec.fitsInHead(segments)) {
                Head head = new Head(0, 0, 0, segments, List.of(), List.of());
                assertTrue(GroupStateCodec.encode(head).length <= 2_048, n + " entries");
            }
        }
    }

    private static Match match(Random random, long timeMs, int i) {
        RecordPlace place = random.nextBoolean() ? new RecordPlace("tocsin.events.login", 3, i) : null;
        Origin origin = random.nextBoolean() ? new Origin("auth.log", i + 1) : null;
        String source = SOURCES[random.nextInt(SOURCES.length)];
        return new Match(
                "source-" + random.nextInt(3),
                Integer.toString(i),
                new Fingerprint(random.nextLong(), random.nextLong()),
                random.nextLong(),
                random.nextInt(20) == 0,
                new Evidence(timeMs, place, origin, source));
    }

    private static GroupState stored(GroupState state) throws MalformedRecordException {
        Head head = GroupStateCodec.decodeHead(GroupStateCodec.encode(new Head(
                state.settledMs(),
                state.droppedMs(),
                state.timerMs(),
                List.of(),
                state.entries().segments().stream().map(Segment::id).toList(),
                state.alerted().stream().map(AlertedEpisode::uid).toList())));
        assertEquals(state.alerted().stream().map(AlertedEpisode::uid).toList(), head.alertUids());
        List<Segment> segments = new ArrayList<>();
        for (Segment segment : state.entries().segments()) {
            segments.add(GroupStateCodec.decodeSegment(GroupStateCodec.encode(segment)));
        }
        List<AlertedEpisode> alerted = new ArrayList<>();
        for (AlertedEpisode each : state.alerted()) {
            alerted.add(GroupStateCodec.decodeAlerted(GroupStateCodec.encode(each)));
        }
        return new GroupState(new Entries(segments), head.settledMs(), head.droppedMs(), alerted, head.timerMs());
    }

    private static List<Segment> entries(GroupState state) {
        return state.entries().segments();
    }
}
