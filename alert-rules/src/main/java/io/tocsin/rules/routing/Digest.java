package io.tocsin.rules.routing;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.routing.Notification.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The notices that a mailbox wasn't sent one by one, counted exactly. Bounded: what it says doesn't grow with their number.
 *
 * @param tenant whose notices they are
 * @param recipient the mailbox
 * @param role the role through which the first of them was due
 * @param count how many they are
 * @param firstMs append time of what caused the earliest, milliseconds since the epoch
 * @param lastMs append time of what caused the latest
 * @param severity the highest of them
 * @param lines how many there are of each sort; at most {@value #MOST_LINES} sorts, in the order in which they came
 * @param others how many are of no sort in the lines
 */
public record Digest(
        String tenant,
        String recipient,
        String role,
        long count,
        long firstMs,
        long lastMs,
        Severity severity,
        Map<Sort, Long> lines,
        long others) {

    /** How many sorts are counted each by itself. */
    public static final int MOST_LINES = 15;

    /** Of how many notices, the first ones, the subject is kept. */
    public static final int MOST_SUBJECTS_KEPT = 50;

    /** How many different subjects are shown; with the rest no more details than a mail shows. */
    static final int MOST_SUBJECTS_SHOWN = 20;

    static final String TITLE = "Digest of many notices";

    private static final Comparator<Map.Entry<Sort, Long>> WORST_FIRST = Comparator.comparing(
                    (Map.Entry<Sort, Long> line) -> line.getKey().severity())
            .thenComparing(Map.Entry::getValue)
            .reversed()
            .thenComparing(line -> line.getKey().kind())
            .thenComparing(line -> line.getKey().title());

    /** What notices have in common that are counted together. */
    public record Sort(Kind kind, Severity severity, String title) {}

    public Digest {
        lines = Collections.unmodifiableMap(new LinkedHashMap<>(lines));
        long counted =
                others + lines.values().stream().mapToLong(Long::longValue).sum();
        if (count < 1 || counted != count) {
            throw new IllegalArgumentException("a digest has " + count + " notices and counts " + counted
                    + "; both must be the same, and at least 1");
        }
    }

    /** The digest of one notice. */
    static Digest of(Notice notice) {
        return new Digest(
                notice.tenant(),
                notice.recipient(),
                notice.role(),
                1,
                notice.createdAtMs(),
                notice.createdAtMs(),
                notice.severity(),
                Map.of(sort(notice), 1L),
                0);
    }

    /** The same with one more. */
    Digest with(Notice notice) {
        Sort sort = sort(notice);
        Map<Sort, Long> counted = lines;
        boolean hasLine = lines.containsKey(sort) || lines.size() < MOST_LINES;
        if (hasLine) {
            counted = new LinkedHashMap<>(lines);
            counted.merge(sort, 1L, Long::sum);
        }
        return new Digest(
                tenant,
                recipient,
                role,
                count + 1,
                Math.min(firstMs, notice.createdAtMs()),
                Math.max(lastMs, notice.createdAtMs()),
                Severity.max(severity, notice.severity()),
                counted,
                hasLine ? others : others + 1);
    }

    private static Sort sort(Notice notice) {
        return new Sort(notice.kind(), notice.severity(), notice.title());
    }

    /** Whether the subject of the notice that joined last is to be kept. */
    public boolean keepsSubject() {
        return count <= MOST_SUBJECTS_KEPT;
    }

    /**
     * The message.
     *
     * @param storm which storm of the mailbox it is, from 1: the digests of one form a thread
     * @param number which digest of the storm it is, from 1
     * @param subjects those of the first notices, in their order; not trusted
     * @param nowMs append time of what let it be sent, milliseconds since the epoch
     */
    Notification notification(long storm, int number, Collection<String> subjects, long nowMs) {
        String incident = NotificationId.sha256(List.of("digest", tenant, recipient, Long.toString(storm)));
        return new Notification(
                NotificationId.of(incident, recipient, number),
                tenant,
                recipient,
                role,
                Kind.DIGEST,
                number,
                incident,
                NotificationId.of(incident, recipient, 1),
                severity,
                TITLE,
                details(subjects),
                nowMs);
    }

    private Map<String, String> details(Collection<String> subjects) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("Notices", Long.toString(count));
        details.put("First", AlertDetails.utc(firstMs));
        details.put("Last", AlertDetails.utc(lastMs));
        List<Map.Entry<Sort, Long>> sorted = new ArrayList<>(lines.entrySet());
        sorted.sort(WORST_FIRST);
        Map<String, Integer> used = new LinkedHashMap<>();
        for (Map.Entry<Sort, Long> line : sorted) {
            Sort sort = line.getKey();
            String label = sort.kind().label() + ", " + sort.severity().label();
            int same = used.merge(label, 1, Integer::sum);
            details.put(same == 1 ? label : label + " (" + same + ")", line.getValue() + ": " + sort.title());
        }
        if (others > 0) {
            details.put("others", Long.toString(others));
        }
        putSubjects(details, subjects);
        details.put("Tenant", tenant);
        return details;
    }

    private static void putSubjects(Map<String, String> details, Collection<String> subjects) {
        Set<String> distinct = new LinkedHashSet<>(subjects);
        distinct.remove("");
        int shown = 0;
        for (String subject : distinct) {
            if (shown == MOST_SUBJECTS_SHOWN) {
                return;
            }
            shown++;
            details.put("Among them " + shown, subject);
        }
    }
}
