package io.tocsin.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.alert.Evidence.RecordPlace;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EntriesTest {

    /** Whatever order entries come in, and however segments are split, joined and cut. */
    @Test
    void aSegmentKnowsHowLongItsTextsAre() {
        Random random = new Random(11);
        Entries entries = Entries.EMPTY;
        for (int i = 0; i < 2_000; i++) {
            Map<String, String> carried =
                    random.nextBoolean() ? Map.of("user", "u".repeat(random.nextInt(9))) : Map.of();
            Match match = match(i * 10L - random.nextInt(3) * random.nextInt(2_000), i, random);
            Entry entry = new Entry(match.withCarried(carried), false);
            entries = entries.with(entry);
            if (i % 300 == 299) {
                entries = entries.dropThrough(i * 5L);
            }
            for (Segment segment : entries.segments()) {
                int bytes =
                        segment.entries().stream().mapToInt(Entry::textBytes).sum();
                assertEquals(bytes, segment.textBytes());
            }
        }
    }

    @Test
    void aMatchTakesOverTheEqualTextsOfAnother() {
        Match one = match(1, 1, new Random(1));
        Match other = match(2, 2, new Random(1));
        assertNotSame(one.source(), other.source());

        Match sharing = other.sharing(one);

        assertEquals(other, sharing);
        assertSame(one.source(), sharing.source());
        assertSame(one.evidence().source(), sharing.evidence().source());
    }

    @Test
    void aMatchKeepsItsOwnTextsWhereTheyDiffer() {
        Match one = match(1, 1, new Random(1));
        Match other = new Match(
                "another", "2", new Fingerprint(1, 2), 3, true, new Evidence(2, null, null), Map.of("user", "root"));

        assertEquals(other, other.sharing(one));
        assertEquals(one, one.sharing(other));
    }

    private static Match match(long timeMs, int number, Random random) {
        return new Match(
                String.join("-", "idp", "a"),
                "id-" + number,
                new Fingerprint(number, random.nextLong()),
                0,
                false,
                new Evidence(
                        timeMs, new RecordPlace("events", 0, number), null, String.join(".", "192", "0", "2", "1")));
    }
}
