package io.tocsin.topology.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.monitor.notify.NotifyTopology;
import io.tocsin.monitor.wire.AccountStateCodec;
import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.NoticeCodec;
import io.tocsin.monitor.wire.NotificationCodec;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Alert.Activity;
import io.tocsin.rules.alert.RuleRef;
import io.tocsin.rules.alert.Score;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountMemory;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.containment.AlertCause;
import io.tocsin.rules.containment.Containment;
import io.tocsin.rules.containment.ContainmentPolicy;
import io.tocsin.rules.containment.LockBudget;
import io.tocsin.rules.routing.AlertRouting;
import io.tocsin.rules.routing.Digest;
import io.tocsin.rules.routing.Notification;
import io.tocsin.rules.routing.NotificationId;
import io.tocsin.rules.routing.PacingPolicy;
import io.tocsin.rules.routing.Told;
import io.tocsin.topology.fixture.Rosters;
import io.tocsin.topology.fixture.StageDriver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifyScenarioTest {

    private static final Topics TOPICS = new Topics("t.");
    private static final long NOW_MS = 1_700_000_000_000L;
    private static final String UID = "0".repeat(64);
    private static final String STORE = "told-v1";
    private static final String PACING_STORE = "pacing-v1";

    @TempDir
    Path folder;

    private StageDriver notify;

    @BeforeEach
    void start() {
        notify = new StageDriver(
                NotifyTopology.of(
                        TOPICS, Rosters.of("commander@example.com", "lead@example.com"), PacingPolicy.DEFAULT),
                folder);
    }

    @AfterEach
    void stop() {
        notify.close();
    }

    private static Alert alert(Activity activity, int revision, int score, boolean stale) {
        return alert(UID, "alice", activity, revision, score, stale);
    }

    private static Alert alert(String user, Activity activity, int score) {
        return alert(user, user, activity, 1, score, false);
    }

    private static Alert alert(String uid, String user, Activity activity, int revision, int score, boolean stale) {
        Score terms = new Score(score, 0, 0, 0, 0);
        return new Alert(
                uid,
                activity,
                revision,
                "default",
                new RuleRef("rule-1", "failed-logins", "Failed logins of one user", List.of()),
                Map.of("userId", user),
                NOW_MS,
                NOW_MS,
                NOW_MS,
                NOW_MS,
                5,
                5,
                true,
                5,
                null,
                300_000,
                terms,
                terms.severity(),
                stale,
                false,
                false,
                null,
                List.of(),
                List.of(),
                List.of(Alert.Response.LOCK_ACCOUNT),
                "hash");
    }

    private void append(Alert alert) {
        append(alert, NOW_MS);
    }

    private void append(Alert alert, long atMs) {
        notify.append(TOPICS.alerts(), AlertCodec.key(alert), AlertCodec.encode(alert), atMs);
    }

    private void append(AccountState state) {
        notify.append(TOPICS.accounts(), AccountStateCodec.key(state), AccountStateCodec.encode(state), NOW_MS + 5);
    }

    private static AccountState locked() {
        AccountRequest request = new AccountRequest(
                UID,
                "default",
                "alice",
                AccountRequest.Action.LOCK,
                "5 failed logins in 5 min",
                "rule:failed-logins",
                new AlertCause(
                        UID,
                        "rule-1",
                        "failed-logins",
                        NOW_MS,
                        alert(Activity.CREATE, 1, 40, false).severity(),
                        false));
        AccountCommand lock = new Containment(ContainmentPolicy.of(ContainmentPolicy.Mode.ENFORCE, Set.of(), 0))
                .decide(AccountMemory.NONE, LockBudget.UNTOUCHED, request, NOW_MS)
                .commands()
                .get(0);
        return new AccountState("default", "alice", AccountState.Status.REQUESTED, lock, lock, NOW_MS);
    }

    private List<Notification> notifications() throws MalformedRecordException {
        List<Notification> notifications = new ArrayList<>();
        for (TestRecord<byte[], byte[]> each : notify.read(TOPICS.notifications())) {
            Notification notification = NotificationCodec.decode(each.value());
            assertEquals(
                    "[\"default\",\"" + notification.recipient() + "\"]",
                    new String(each.key(), StandardCharsets.UTF_8));
            assertEquals(notification.createdAtMs(), each.timestamp());
            notifications.add(notification);
        }
        return notifications;
    }

    private List<String> summary() throws MalformedRecordException {
        return notifications().stream()
                .map(each -> each.recipient() + " " + each.kind().label() + " " + each.number())
                .toList();
    }

    @Test
    void anAlertIsToldWhenItComesRisesAndCloses() throws MalformedRecordException {
        append(alert(Activity.CREATE, 1, 40, false));
        append(alert(Activity.UPDATE, 2, 45, false));
        append(alert(Activity.UPDATE, 3, 65, false));
        assertEquals(1, notify.storeSize(STORE));
        append(alert(Activity.CLOSE, 4, 65, false));

        assertEquals(
                List.of(
                        "commander@example.com first 1",
                        "lead@example.com first 1",
                        "commander@example.com raised 2",
                        "lead@example.com raised 2",
                        "commander@example.com resolved 3",
                        "lead@example.com resolved 3"),
                summary());
        assertEquals(0, notify.storeSize(STORE));
    }

    @Test
    void historyIsToldToNobody() throws MalformedRecordException {
        append(alert(Activity.CREATE, 1, 90, true));
        append(alert(Activity.CLOSE, 2, 90, true));

        assertEquals(List.of(), summary());
        assertEquals(0, notify.storeSize(STORE));
    }

    @Test
    void aLockIsToldInTheThreadOfItsAlertWithIdsOfItsOwn() throws MalformedRecordException {
        append(alert(Activity.CREATE, 1, 40, false));
        append(locked());
        append(alert(Activity.UPDATE, 2, 65, false));

        List<Notification> notifications = notifications();
        assertEquals(6, notifications.size());
        Set<String> ids = new HashSet<>();
        for (Notification each : notifications) {
            ids.add(each.id());
            assertEquals(NotificationId.of(UID, each.recipient(), 1), each.threadRootId());
        }
        assertEquals(6, ids.size());
        assertEquals(
                "requested, not enforced by an identity provider",
                notifications.get(2).details().get("State"));
    }

    @Test
    void aLockIsToldWhereverItsAlertIs() throws MalformedRecordException {
        append(locked());

        assertEquals(List.of("commander@example.com locked 2", "lead@example.com locked 2"), summary());
    }

    @Test
    void aStormIsAFewMailsAndExactDigests() throws MalformedRecordException {
        for (int i = 0; i < 2_000; i++) {
            append(alert("user" + i, Activity.CREATE, 40), NOW_MS + i);
        }
        append(alert("treasury", Activity.CREATE, 90), NOW_MS + 2_000);
        for (int i = 0; i < 1_000; i++) {
            append(alert("user" + i, Activity.CLOSE, 40), NOW_MS + 3_000 + i);
        }
        assertEquals(1 + 1 + Digest.MOST_SUBJECTS_KEPT + 1, notify.storeSize(PACING_STORE) / 2, "by mailbox");
        notify.tick(TOPICS.notices(), NOW_MS + 29_999);
        List<Notification> before = ofLead(notifications());
        notify.tick(TOPICS.notices(), NOW_MS + 30_000);
        List<Notification> after = ofLead(notifications());
        notify.tick(TOPICS.notices(), NOW_MS + 60_000);

        assertEquals(20 + 1, before.size());
        assertEquals("critical", before.get(20).severity().label());
        assertEquals(1, after.size());
        Notification digest = after.get(0);
        assertEquals(Notification.Kind.DIGEST, digest.kind());
        assertEquals("2980", digest.details().get("Notices"));
        assertEquals("1980: Failed logins of one user", digest.details().get("first, medium"));
        assertEquals("1000: Failed logins of one user", digest.details().get("resolved, medium"));
        assertEquals("user20", digest.details().get("Among them 1"));
        assertEquals(List.of(), notifications());
        assertEquals(2, notify.storeSize(PACING_STORE), "a bucket stays for each mailbox");
    }

    @Test
    void oneNoticeThatWaitedIsSentAsItIs() throws MalformedRecordException {
        for (int i = 0; i < 21; i++) {
            append(alert("user" + i, Activity.CREATE, 40), NOW_MS);
        }
        notifications();
        notify.tick(TOPICS.notices(), NOW_MS + 30_000);

        List<Notification> late = notify.read(TOPICS.notifications()).stream()
                .map(each -> decoded(each.value()))
                .toList();
        assertEquals(2, late.size());
        assertEquals(Notification.Kind.FIRST, late.get(0).kind());
        assertEquals("user20", late.get(0).details().get("userId"));
        assertEquals(2, notify.storeSize(PACING_STORE));
    }

    private static Notification decoded(byte[] value) {
        try {
            return NotificationCodec.decode(value);
        } catch (MalformedRecordException e) {
            throw new AssertionError(e);
        }
    }

    private static Notification notice() {
        return new AlertRouting(Rosters.of("commander@example.com", "lead@example.com"))
                .route(Told.NOBODY, alert(Activity.CREATE, 1, 40, false), NOW_MS)
                .notifications()
                .get(0);
    }

    private static List<Notification> ofLead(List<Notification> notifications) {
        return notifications.stream()
                .filter(each -> each.recipient().equals("lead@example.com"))
                .toList();
    }

    @Test
    void whatCannotBeReadGoesToTheRejectedTopicAndTombstonesAreNothing() throws MalformedRecordException {
        byte[] key = {1};
        notify.append(TOPICS.alerts(), key, new byte[] {2}, NOW_MS);
        notify.append(TOPICS.notices(), key, new byte[] {2}, NOW_MS);
        notify.append(TOPICS.notices(), null, NoticeCodec.encode(notice(), "alice"), NOW_MS);
        notify.append(TOPICS.notices(), key, null, NOW_MS);
        notify.append(TOPICS.accounts(), key, new byte[] {3}, NOW_MS);
        notify.append(TOPICS.accounts(), key, null, NOW_MS);
        append(alert(Activity.CREATE, 1, 40, false));

        assertEquals(5, notify.read(TOPICS.rejected()).size());
        assertEquals(2, summary().size());
    }
}
