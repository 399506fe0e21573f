package io.tocsin.rules.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.routing.Notification.Kind;
import io.tocsin.rules.routing.Pacing.Fate;
import io.tocsin.rules.routing.Pacing.Mailbox;
import io.tocsin.rules.routing.Pacing.Paced;
import io.tocsin.rules.routing.Pacing.Release;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PacingTest {

    private static final long T0 = 1_700_000_000_000L;
    private static final long INTERVAL_MS = 30_000;

    private final Pacing pacing = new Pacing(new PacingPolicy(2, INTERVAL_MS));
    private Mailbox mailbox = Mailbox.NEW;

    private static Notice notice(Kind kind, Severity severity, long atMs) {
        return new Notice(
                "default", "lead@example.com", "technical-lead", kind, severity, "Failed logins", "alice", atMs);
    }

    private Paced pace(Kind kind, Severity severity, long atMs) {
        return after(pacing.pace(mailbox, notice(kind, severity, atMs), atMs));
    }

    private Paced pace(long atMs) {
        return pace(Kind.FIRST, Severity.MEDIUM, atMs);
    }

    private Paced tick(long atMs) {
        return after(pacing.tick(mailbox, atMs));
    }

    private Paced after(Paced paced) {
        mailbox = new Mailbox(paced.bucket(), paced.open());
        return paced;
    }

    private static Release released(Paced paced) {
        return Objects.requireNonNull(paced.release());
    }

    @Test
    void whatTheBucketHoldsGoesThroughAndTheRestWaitsForTheNextToken() {
        assertEquals(Fate.PASSES, pace(T0).fate());
        assertEquals(Fate.PASSES, pace(T0).fate());
        assertEquals(Fate.JOINS, pace(T0 + 1).fate());
        assertEquals(Fate.JOINS, pace(T0 + 2).fate());
        assertNull(tick(T0 + INTERVAL_MS - 1).release());

        Release release = released(tick(T0 + INTERVAL_MS));

        assertEquals(2, release.digest().count());
        assertNull(mailbox.open());
        assertEquals(Fate.JOINS, pace(T0 + INTERVAL_MS).fate());
    }

    @Test
    void aNoticeTakesTheDigestWithItWhereItComesBeforeTheTick() {
        for (int i = 0; i < 4; i++) {
            pace(T0);
        }

        Paced paced = pace(T0 + INTERVAL_MS);

        assertEquals(Fate.JOINS, paced.fate());
        assertEquals(3, released(paced).digest().count());
    }

    @Test
    void whileADigestIsOpenEverythingJoinsIt() {
        for (Kind kind : List.of(Kind.FIRST, Kind.LOCKED, Kind.FIRST, Kind.RAISED, Kind.RESOLVED, Kind.UNLOCKED)) {
            pace(kind, Severity.HIGH, T0);
        }
        pace(Kind.RESOLVED, Severity.CRITICAL, T0);
        pace(Kind.LOCKED, Severity.CRITICAL, T0);

        assertEquals(6, Objects.requireNonNull(mailbox.open()).count());
        assertEquals(Severity.CRITICAL, mailbox.open().severity());
    }

    @Test
    void theFirstThatIsHeardOfACriticalAlertNeverWaits() {
        for (int i = 0; i < 5; i++) {
            pace(T0);
        }

        assertEquals(Fate.PASSES, pace(Kind.FIRST, Severity.CRITICAL, T0).fate());
        assertEquals(Fate.PASSES, pace(Kind.RAISED, Severity.CRITICAL, T0).fate());
        assertEquals(3, Objects.requireNonNull(mailbox.open()).count());
    }

    @Test
    void urgentNoticesLeaveTheTokenToADigestThatWaits() {
        for (int i = 0; i < 5; i++) {
            pace(T0);
        }

        Paced paced = pace(Kind.FIRST, Severity.CRITICAL, T0 + INTERVAL_MS);

        assertEquals(Fate.PASSES, paced.fate());
        assertEquals(3, released(paced).digest().count());
    }

    @Test
    void urgentNoticesTakeTokensWhereThereAreSome() {
        pace(Kind.FIRST, Severity.CRITICAL, T0);
        pace(Kind.FIRST, Severity.CRITICAL, T0);
        pace(Kind.FIRST, Severity.CRITICAL, T0);

        assertEquals(Fate.JOINS, pace(T0).fate());
    }

    @Test
    void aDigestOfOneNoticeIsNone() {
        for (int i = 0; i < 3; i++) {
            pace(T0);
        }

        assertTrue(released(tick(T0 + INTERVAL_MS)).isSingle());
        assertEquals(0, Objects.requireNonNull(mailbox.bucket()).digests());
    }

    @Test
    void theDigestsOfAStormAreOneThreadAndTheNextStormBeginsAnother() {
        List<Notification> sent = new ArrayList<>();
        long now = T0;
        for (int storm = 0; storm < 2; storm++) {
            for (int i = 0; i < 10; i++) {
                pace(now);
            }
            for (int digest = 0; digest < 3; digest++) {
                now += INTERVAL_MS;
                pace(now - 1);
                pace(now - 1);
                sent.add(released(tick(now)).notification(List.of(), now));
            }
            now += 2 * INTERVAL_MS;
        }

        assertEquals(
                List.of(1, 2, 3, 1, 2, 3),
                sent.stream().map(Notification::number).toList());
        assertEquals(6, sent.stream().map(Notification::id).distinct().count());
        assertEquals(sent.get(0).id(), sent.get(2).threadRootId());
        assertEquals(sent.get(3).id(), sent.get(5).threadRootId());
        assertNotEquals(sent.get(0).incident(), sent.get(3).incident());
        assertEquals(1, sent.stream().map(Notification::title).distinct().count());
    }

    @Test
    void digestsOfTwoTenantsInOneMailboxHaveIdsOfTheirOwn() {
        Digest ours = Digest.of(notice(Kind.FIRST, Severity.LOW, T0));
        Digest theirs = Digest.of(new Notice("other", ours.recipient(), "r", Kind.FIRST, Severity.LOW, "t", "s", T0));

        assertNotEquals(
                ours.notification(1, 1, List.of(), T0).id(),
                theirs.notification(1, 1, List.of(), T0).id());
    }

    @Test
    void aClockThatWasSetBackHoldsNothingUpForLongerThanAnInterval() {
        for (int i = 0; i < 5; i++) {
            pace(T0);
        }
        long back = T0 - 86_400_000;

        assertNull(tick(back).release());
        assertEquals(3, released(tick(back + INTERVAL_MS)).digest().count());
    }

    @Test
    void aDigestSaysHowManyOfWhichSortTheWorstFirstAndWhoIsAmongThem() {
        Digest digest = Digest.of(notice(Kind.FIRST, Severity.MEDIUM, T0 + 5));
        for (int i = 0; i < 41; i++) {
            digest = digest.with(notice(Kind.FIRST, Severity.MEDIUM, T0 + 10 + i));
        }
        digest = digest.with(notice(Kind.RESOLVED, Severity.HIGH, T0));
        digest = digest.with(
                new Notice("default", "lead@example.com", "x", Kind.FIRST, Severity.MEDIUM, "Spray", "", T0 + 1));

        Notification message = digest.notification(1, 1, List.of("alice", "bob", "alice", ""), T0 + 60_000);

        assertEquals(
                List.of(
                        "Notices=44",
                        "First=2023-11-14T22:13:20Z",
                        "Last=2023-11-14T22:13:20.050Z",
                        "resolved, high=1: Failed logins",
                        "first, medium=42: Failed logins",
                        "first, medium (2)=1: Spray",
                        "Among them 1=alice",
                        "Among them 2=bob",
                        "Tenant=default"),
                message.details().entrySet().stream().map(Map.Entry::toString).toList());
        assertEquals("technical-lead", message.role());
        assertEquals(Severity.HIGH, message.severity());
        assertEquals(Kind.DIGEST, message.kind());
    }

    @Test
    void aDigestDoesNotGrowWithWhatItStandsFor() {
        Digest digest = Digest.of(notice(Kind.FIRST, Severity.MEDIUM, T0));
        for (int i = 0; i < 1_000; i++) {
            digest = digest.with(
                    new Notice("t", "m", "r", Kind.FIRST, Severity.LOW, "Rule " + i + "x".repeat(500), "s", T0));
        }
        List<String> subjects = IntStream.range(0, 50).mapToObj(i -> "user" + i).toList();

        Map<String, String> details = digest.notification(1, 1, subjects, T0).details();

        assertEquals(Digest.MOST_LINES, digest.lines().size());
        assertEquals("986", details.get("others"));
        assertEquals(40, details.size());
        assertFalse(digest.keepsSubject());
    }

    @Test
    void longTitlesAndSubjectsAreCutBetweenCharacters() {
        Notice notice = new Notice(
                "t", "m", "r", Kind.FIRST, Severity.LOW, "\ud83e\udd8a".repeat(200), "\ud83e\udd8a".repeat(200), T0);

        assertEquals("\ud83e\udd8a".repeat(Notice.MOST_CODE_POINTS), notice.title());
        assertEquals("\ud83e\udd8a".repeat(Notice.MOST_CODE_POINTS), notice.subject());
    }

    @Test
    void illegalValuesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new PacingPolicy(0, 1_000));
        assertThrows(IllegalArgumentException.class, () -> new PacingPolicy(10_001, 1_000));
        assertThrows(IllegalArgumentException.class, () -> new PacingPolicy(1, 0));
        assertThrows(IllegalArgumentException.class, () -> new MailBucket(-1, 0, 0, 0));
        assertThrows(
                IllegalArgumentException.class, () -> new Digest("t", "m", "r", 2, 0, 0, Severity.LOW, Map.of(), 1));
    }
}
