package io.tocsin.rules.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The matches of a group in their order, cut into segments. Immutable: what doesn't change is shared, so that whoever
 * stores a new version need only write the segments that are not the same objects.
 */
public final class Entries {

    /** No entries. */
    public static final Entries EMPTY = new Entries(List.of());

    private final List<Segment> segments;
    private final int size;

    /** How many entries are reopened. */
    private final int reopened;

    /** See {@link #isWorthDropping}; it is asked with each match, and the oldest entries aren't at hand. */
    private final long worthDroppingMs;

    /** Entries from stored segments, in order. */
    public Entries(List<Segment> segments) {
        this(
                segments.isEmpty() ? List.of() : segments(segments),
                segments.stream().mapToInt(segment -> segment.entries().size()).sum(),
                countReopened(segments));
    }

    private Entries(List<Segment> segments, int size, int reopened) {
        this(segments, size, reopened, worthDroppingMs(segments));
    }

    private Entries(List<Segment> segments, int size, int reopened, long worthDroppingMs) {
        this.segments = segments;
        this.size = size;
        this.reopened = reopened;
        this.worthDroppingMs = worthDroppingMs;
    }

    private static Segments segments(List<Segment> all) {
        int last = all.size() - 1;
        return new Segments(all.subList(0, last), all.get(last));
    }

    private static int countReopened(List<Segment> segments) {
        int reopened = 0;
        for (Segment segment : segments) {
            for (Entry entry : segment.entries()) {
                reopened += entry.reopened() ? 1 : 0;
            }
        }
        return reopened;
    }

    /** The segments, in order. */
    public List<Segment> segments() {
        return segments;
    }

    /** How many there are. */
    public int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    Optional<Entry> last() {
        return isEmpty()
                ? Optional.empty()
                : Optional.of(segments.get(segments.size() - 1).last());
    }

    /** The time of the newest entry; the beginning of time for none. */
    long newestMs() {
        return isEmpty()
                ? Long.MIN_VALUE
                : segments.get(segments.size() - 1).last().timeMs();
    }

    /** Whether an entry is reopened. */
    boolean hasReopened() {
        return reopened > 0;
    }

    List<Entry> toList() {
        List<Entry> all = new ArrayList<>(size);
        segments.forEach(segment -> all.addAll(segment.entries()));
        return all;
    }

    /** How many entries are after {@code timeMs}. */
    int countAfter(long timeMs) {
        int count = 0;
        for (int i = segments.size() - 1; i >= 0; i--) {
            Segment segment = segments.get(i);
            if (segment.first().timeMs() <= timeMs) {
                return count + segment.countAfter(timeMs);
            }
            count += segment.entries().size();
        }
        return count;
    }

    /** Whether at least so many matches after one time and not after another meet a condition. */
    boolean hasSoMany(long wanted, long afterMs, long throughMs, Predicate<Match> condition) {
        long left = wanted;
        for (int i = segments.size() - 1; i >= 0 && left > 0; i--) {
            List<Entry> entries = segments.get(i).entries();
            for (int j = entries.size() - 1; j >= 0 && left > 0; j--) {
                Match match = entries.get(j).match();
                if (match.timeMs() <= afterMs) {
                    return false;
                }
                if (match.timeMs() <= throughMs && condition.test(match)) {
                    left--;
                }
            }
        }
        return left <= 0;
    }

    /** The newest {@code count} entries, oldest of them first. */
    List<Entry> newest(int count) {
        List<Entry> newest = new ArrayList<>(count);
        int skip = size - count;
        for (Segment segment : segments) {
            int inSegment = segment.entries().size();
            if (skip < inSegment) {
                newest.addAll(segment.entries().subList(Math.max(0, skip), inSegment));
            }
            skip -= inSegment;
        }
        return newest;
    }

    boolean contains(Match match) {
        if (isEmpty() || newestSegment().last().match().compareTo(match) < 0) {
            return false;
        }
        Segment segment = segments.get(segmentFor(match));
        int index = segment.ceiling(match);
        return index < segment.entries().size()
                && segment.entries().get(index).match().compareTo(match) == 0;
    }

    /** The first match behind another one. */
    Optional<Match> after(Match match) {
        for (int i = segments.size() - 1; i >= 0; i--) {
            Segment segment = segments.get(i);
            if (segment.first().match().compareTo(match) <= 0) {
                for (int j = segment.ceiling(match); j < segment.entries().size(); j++) {
                    if (segment.entries().get(j).match().compareTo(match) > 0) {
                        return Optional.of(segment.entries().get(j).match());
                    }
                }
                return i + 1 < segments.size()
                        ? Optional.of(segments.get(i + 1).first().match())
                        : Optional.empty();
            }
        }
        return isEmpty()
                ? Optional.empty()
                : Optional.of(segments.get(0).first().match());
    }

    /** The newest match of an entry that meets a condition. */
    Optional<Match> lastThat(Predicate<Entry> condition) {
        for (int i = segments.size() - 1; i >= 0; i--) {
            List<Entry> entries = segments.get(i).entries();
            for (int j = entries.size() - 1; j >= 0; j--) {
                if (condition.test(entries.get(j))) {
                    return Optional.of(entries.get(j).match());
                }
            }
        }
        return Optional.empty();
    }

    /** With one more entry at its place; the caller has made sure that it is not there already. */
    Entries with(Entry entry) {
        int withReopened = reopened + (entry.reopened() ? 1 : 0);
        if (isEmpty()) {
            return new Entries(new Segments(List.of(), new Segment(0, List.of(entry))), 1, withReopened);
        }
        Segment newest = newestSegment();
        int index = newest.entries().size();
        if (newest.last().match().compareTo(entry.match()) >= 0) {
            return new Entries(segments(inserted(entry)), size + 1, withReopened);
        }
        List<Segment> older = older();
        if (index >= Segment.TAIL_SIZE) {
            Segments begun = new Segments(joined(older, newest), new Segment(nextId(), List.of(entry)));
            return new Entries(begun, size + 1, withReopened);
        }
        Segments changed = new Segments(older, newest.with(index, entry));
        return older.isEmpty()
                ? new Entries(changed, size + 1, withReopened)
                : new Entries(changed, size + 1, withReopened, worthDroppingMs);
    }

    /** The segments with an entry that isn't the newest. */
    private List<Segment> inserted(Entry entry) {
        List<Segment> copy = new ArrayList<>(segments);
        int at = segmentFor(entry.match());
        Segment segment = copy.get(at);
        int index = segment.ceiling(entry.match());
        if (!segment.isFull()) {
            copy.set(at, segment.with(index, entry));
        } else if (index == Segment.MAX_SIZE) {
            copy.add(at + 1, new Segment(nextId(), List.of(entry)));
        } else {
            // A full segment is split in its middle; both halves have room then.
            int half = Segment.MAX_SIZE / 2;
            Segment left = new Segment(segment.id(), segment.entries().subList(0, half));
            Segment right = new Segment(nextId(), segment.entries().subList(half, Segment.MAX_SIZE));
            copy.set(at, index <= half ? left.with(index, entry) : left);
            copy.add(at + 1, index <= half ? right : right.with(index - half, entry));
        }
        return copy;
    }

    /** What was the newest segment joins the one before it, where that has room. */
    private static List<Segment> joined(List<Segment> older, Segment newest) {
        List<Segment> joined = new ArrayList<>(older);
        int last = older.size() - 1;
        if (last >= 0 && older.get(last).entries().size() + newest.entries().size() <= Segment.MAX_SIZE) {
            joined.set(last, older.get(last).joined(newest));
        } else {
            joined.add(newest);
        }
        return joined;
    }

    private Segment newestSegment() {
        return segments.get(segments.size() - 1);
    }

    /** All segments but the newest. */
    private List<Segment> older() {
        return segments instanceof Segments some ? some.older() : List.of();
    }

    /** Whether so many entries are up to {@code timeMs} that dropping them is worth it: a whole segment, or half of the only one. */
    boolean isWorthDropping(long timeMs) {
        return worthDroppingMs <= timeMs;
    }

    private static long worthDroppingMs(List<Segment> segments) {
        if (segments.isEmpty()) {
            return Long.MAX_VALUE;
        }
        Segment first = segments.get(0);
        Entry last = segments.size() > 1
                ? first.last()
                : first.entries().get((first.entries().size() - 1) / 2);
        return last.timeMs();
    }

    /**
     * Without entries up to and including {@code timeMs}, as far as that is cheap: whole segments go, and a segment that
     * is the only one left is cut. What stays behind too long is harmless, since windows are cut by time.
     */
    Entries dropThrough(long timeMs) {
        int first = 0;
        while (first < segments.size() && segments.get(first).last().timeMs() <= timeMs) {
            first++;
        }
        Entries left = without(first);
        if (left.segments.size() != 1 || left.segments.get(0).first().timeMs() > timeMs) {
            return left;
        }
        Segment only = left.segments.get(0);
        int inSegment = only.entries().size();
        List<Entry> cut = only.entries().subList(inSegment - only.countAfter(timeMs), inSegment);
        return new Entries(List.of(new Segment(only.id(), cut)));
    }

    /** Without the oldest segments that together have at most {@code count} entries; without one of them at least. */
    Entries dropOldest(int count) {
        int first = 0;
        int dropped = 0;
        while (first == 0 || dropped + segments.get(first).entries().size() <= count) {
            dropped += segments.get(first).entries().size();
            first++;
        }
        return without(first);
    }

    /** Without so many of the oldest segments. */
    private Entries without(int oldest) {
        if (oldest == 0) {
            return this;
        }
        if (oldest == segments.size()) {
            return EMPTY;
        }
        List<Segment> gone = segments.subList(0, oldest);
        int left = size
                - gone.stream().mapToInt(segment -> segment.entries().size()).sum();
        return new Entries(
                segments(segments.subList(oldest, segments.size())),
                left,
                reopened == 0 ? 0 : reopened - countReopened(gone));
    }

    Entries map(UnaryOperator<Entry> change) {
        List<Segment> changed = new ArrayList<>(segments.size());
        for (Segment segment : segments) {
            List<Entry> entries = segment.entries().stream().map(change).toList();
            changed.add(entries.equals(segment.entries()) ? segment : new Segment(segment.id(), entries));
        }
        return new Entries(changed);
    }

    /** The index of the segment in which a match stands, or would. */
    int segmentFor(Match match) {
        // Most matches belong near the end.
        int at = segments.size() - 1;
        while (at > 0 && segments.get(at - 1).last().match().compareTo(match) >= 0) {
            at--;
        }
        return at;
    }

    private long nextId() {
        long highest = -1;
        for (Segment segment : segments) {
            highest = Math.max(highest, segment.id());
        }
        return highest + 1;
    }
}
