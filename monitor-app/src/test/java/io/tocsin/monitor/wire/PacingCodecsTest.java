package io.tocsin.monitor.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.routing.Digest;
import io.tocsin.rules.routing.MailBucket;
import io.tocsin.rules.routing.Notice;
import io.tocsin.rules.routing.Notification;
import io.tocsin.rules.routing.Notification.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PacingCodecsTest {

    private static final String ID = "ab".repeat(32);
    private static final byte[] MAILBOX = "[\"default\",\"lead@example.com\"]".getBytes(StandardCharsets.UTF_8);

    private static Notification notification(Kind kind, Severity severity) {
        return new Notification(
                ID,
                "default",
                "lead@example.com",
                "technical-lead",
                kind,
                1,
                "i-1",
                ID,
                severity,
                "Failed logins",
                Map.of("userId", "al\r\nice \"é\""),
                1_767_225_600_000L);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aNoticeIsReadBackWithItsMessageUntouched(Kind kind) throws MalformedRecordException {
        for (Severity severity : Severity.values()) {
            Notification notification = notification(kind, severity);

            NoticeCodec.Routed read = NoticeCodec.decode(NoticeCodec.encode(notification, "al\r\nice"));

            assertEquals(Notice.of(notification, "al\r\nice"), read.notice());
            assertArrayEquals(NotificationCodec.encode(notification), read.message());
        }
    }

    @Test
    void whatIsNoNoticeIsRefused() {
        byte[] right = NoticeCodec.encode(notification(Kind.FIRST, Severity.LOW), "alice");
        byte[] otherFormat = right.clone();
        otherFormat[0]++;
        String unknown = new String(right, StandardCharsets.ISO_8859_1).replace("first", "third");

        assertThrows(MalformedRecordException.class, () -> NoticeCodec.decode(null));
        assertThrows(MalformedRecordException.class, () -> NoticeCodec.decode(new byte[0]));
        assertThrows(MalformedRecordException.class, () -> NoticeCodec.decode(otherFormat));
        assertThrows(MalformedRecordException.class, () -> NoticeCodec.decode(TickCodec.tick()));
        assertEquals(
                "its kind is \"third\", which isn't known",
                assertThrows(
                                MalformedRecordException.class,
                                () -> NoticeCodec.decode(unknown.getBytes(StandardCharsets.ISO_8859_1)))
                        .getMessage());
        for (int length = 1; length < right.length; length++) {
            byte[] cut = Arrays.copyOf(right, length);
            assertThrows(MalformedRecordException.class, () -> NoticeCodec.decode(cut), "cut after " + length);
        }
    }

    @Test
    void bucketAndDigestAreReadBack() {
        Map<Digest.Sort, Long> lines = new LinkedHashMap<>();
        lines.put(new Digest.Sort(Kind.RESOLVED, Severity.HIGH, "Spray é"), 3L);
        lines.put(new Digest.Sort(Kind.FIRST, Severity.LOW, "Failed logins"), 1L << 40);
        Digest digest = new Digest(
                "default", "lead@example.com", "r", 7 + (1L << 40), -5, Long.MAX_VALUE, Severity.HIGH, lines, 4);
        MailBucket bucket = new MailBucket(3, -1, 1L << 33, 7);

        Digest read = PacingStateCodec.decodeDigest(PacingStateCodec.encode(digest));

        assertEquals(digest, read);
        assertEquals(List.copyOf(lines.keySet()), new ArrayList<>(read.lines().keySet()));
        assertEquals(bucket, PacingStateCodec.decodeBucket(PacingStateCodec.encode(bucket)));
        assertEquals("zoë", PacingStateCodec.decodeSubject(PacingStateCodec.encode("zoë")));
    }

    @Test
    void anotherFormatStopsTheStageInsteadOfBeingGuessed() {
        assertThrows(IllegalStateException.class, () -> PacingStateCodec.decodeBucket(new byte[] {9, 1}));
        assertThrows(IllegalStateException.class, () -> PacingStateCodec.decodeDigest(new byte[] {}));
    }

    @Test
    void keysAreToldApartAndOpenDigestsStandSideBySide() {
        List<Bytes> keys = new ArrayList<>(List.of(
                PacingStateCodec.bucketKey(MAILBOX),
                PacingStateCodec.digestKey(MAILBOX),
                PacingStateCodec.firstMessageKey(MAILBOX)));
        for (int i = 1; i <= Digest.MOST_SUBJECTS_KEPT; i++) {
            keys.add(PacingStateCodec.subjectKey(MAILBOX, i));
        }
        Set<Bytes> distinct = new HashSet<>(keys);

        assertEquals(keys.size(), distinct.size());
        assertArrayEquals(MAILBOX, PacingStateCodec.mailboxOf(PacingStateCodec.digestKey(MAILBOX)));
        for (Bytes key : keys) {
            boolean isBetween = key.compareTo(PacingStateCodec.firstDigest()) >= 0
                    && key.compareTo(PacingStateCodec.afterDigests()) < 0;
            assertEquals(key.equals(PacingStateCodec.digestKey(MAILBOX)), isBetween);
        }
    }

    @Test
    void aDigestTakesLittleRoomWhateverItStandsFor() {
        Map<Digest.Sort, Long> lines = new LinkedHashMap<>();
        for (int i = 0; i < Digest.MOST_LINES; i++) {
            lines.put(new Digest.Sort(Kind.FIRST, Severity.CRITICAL, "x".repeat(Notice.MOST_CODE_POINTS - 2) + i), 1L);
        }
        Digest digest = new Digest("default", "lead@example.com", "r", Digest.MOST_LINES, 0, 0, Severity.LOW, lines, 0);

        assertTrue(PacingStateCodec.encode(digest).length < 3_000);
    }
}
