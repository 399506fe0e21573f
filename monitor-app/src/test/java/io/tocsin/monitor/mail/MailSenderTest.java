package io.tocsin.monitor.mail;

import static io.tocsin.monitor.mail.MailTopics.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.broker.EmbeddedBroker;
import io.tocsin.monitor.mail.ScriptedSmtpServer.Stage;
import io.tocsin.rules.routing.Notification;
import io.tocsin.rules.routing.NotificationOutcome;
import io.tocsin.rules.routing.NotificationOutcome.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole mail stage on a real broker and a real SMTP server. */
final class MailSenderTest {

    private static final InstantSource NOW = InstantSource.fixed(Instant.ofEpochMilli(Notifications.CREATED_AT_MS));

    /** Fast enough for tests; counts and ratios as in the default. */
    private static final RetryPolicy FAST = new RetryPolicy(20, 100, 400, 86_400_000, 3_600_000, 3, 10, 300);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;

    private MailTopics topics;
    private ScriptedSmtpServer server;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("data"));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void start() throws Exception {
        topics = new MailTopics(broker.clientProperties(), "t" + NUMBER.incrementAndGet() + ".", MailTopics.PARTITIONS);
        server = new ScriptedSmtpServer();
    }

    @AfterEach
    void stop() throws Exception {
        topics.close();
        server.close();
    }

    @Test
    void everyNotificationIsSentOnceAndItsOutcomeStandsBeforeItsOffset() throws Exception {
        List<Notification> notifications = notifications(10, 20);
        try (MailSender sender = smtp(RetryPolicy.DEFAULT)) {
            topics.write(notifications);
            awaitCommitted();
            assertEquals(200, sender.status().sent());
            await("nothing pending", () -> sender.status().pending() == 0);
        }
        assertEquals(ids(notifications), ids(Status.SENT));
        assertEquals(200, server.received.size());
        assertEquals(200, topics.outcomes().size());
    }

    @Test
    void intoAMaildirToo() throws Exception {
        MaildirTransport maildir = new MaildirTransport(folder.resolve("mail" + NUMBER.get()));
        List<Notification> notifications = notifications(3, 3);
        try (MailSender sender = start(settings(RetryPolicy.DEFAULT, 1_000), maildir)) {
            topics.write(notifications);
            awaitCommitted();
            assertEquals(Optional.empty(), sender.status().lastError());
        }
        Set<String> names = new HashSet<>();
        try (var files = java.nio.file.Files.list(maildir.newMails())) {
            files.forEach(each -> names.add(each.getFileName().toString().replace(".eml", "")));
        }
        assertEquals(ids(notifications), names);
    }

    /** The acceptance test, with the settings that a platform has if it sets none. */
    @ParameterizedTest
    @EnumSource(Stage.class)
    void whereOneConnectionHangsTwoOtherRecipientsAreServedWithinThirtySeconds(Stage stage) throws Exception {
        server.hangAt = stage;
        try (MailSender sender = smtp(RetryPolicy.DEFAULT)) {
            topics.write(Notifications.first("hanging@example.com", "attack"));
            assertTrue(server.hung.await(30, TimeUnit.SECONDS));
            long begun = System.nanoTime();
            topics.write(
                    Notifications.first("one@example.com", "attack"), Notifications.first("two@example.com", "attack"));
            await(
                    "two others served",
                    () -> server.recipients().containsAll(List.of("one@example.com", "two@example.com")));
            System.out.printf(
                    "A connection hangs at %s: two others served after %d ms%n",
                    stage, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
            await("only the hanging one under way", () -> sender.status().underWay() == 1);
        }
        // Closing broke the attempt off: nothing says that it was sent, so the next start sends it.
        server.hangAt = null;
        try (MailSender sender = smtp(RetryPolicy.DEFAULT)) {
            awaitCommitted();
        }
        assertEquals(
                List.of("hanging@example.com", "one@example.com", "two@example.com"),
                server.recipients().stream().sorted().toList());
    }

    @Test
    void whoWasHungUponIsServedAfterTheTimeout() throws Exception {
        server.hangAt = Stage.RCPT;
        SmtpTimeouts timeouts = new SmtpTimeouts(500, 500, 500, 2_000);
        try (MailSender sender = start(settings(FAST, 1_000), transport(timeouts))) {
            topics.write(notifications(3, 1));
            awaitCommitted();
            assertTrue(sender.status().deferred() >= 1);
        }
        assertEquals(3, ids(Status.SENT).size());
    }

    @Test
    void aRefusedRecipientHasARejectedOutcomeAndTheOthersAreServed() throws Exception {
        server.recipientAnswers.put("r0@example.com", "550 5.1.1 <r0@example.com>: no such user");
        List<Notification> notifications = notifications(3, 1);
        try (MailSender sender = smtp(RetryPolicy.DEFAULT)) {
            topics.write(notifications);
            awaitCommitted();
            assertEquals(1, sender.status().rejected());
            assertEquals(
                    Optional.of("RCPT: 550 5.1.1 <<address>>: no such user"),
                    sender.status().lastError());
        }
        assertEquals(Set.of(notifications.get(0).id()), ids(Status.REJECTED));
        assertEquals(2, ids(Status.SENT).size());
        assertEquals(Set.of("r1@example.com", "r2@example.com"), Set.copyOf(server.recipients()));
    }

    @Test
    void aServerThatWasDownGetsEverythingOnceItIsBack() throws Exception {
        server.goDown();
        List<Notification> notifications = notifications(20, 5);
        try (MailSender sender = smtp(FAST)) {
            topics.write(notifications);
            await("the server counts as down", () -> sender.status().isServerDown());
            server.comeBack();
            awaitCommitted();
        }
        assertEquals(ids(notifications), ids(Status.SENT));
        assertEquals(100, server.received.size());
    }

    /** What {@link DeliveryScheduleTest} shows with simulated time, on the clock of the wall. */
    @Test
    @Tag("long")
    void aServerThatWasDownForTenMinutesGetsEverythingOnceItIsBack() throws Exception {
        server.goDown();
        List<Notification> notifications = notifications(20, 20);
        try (MailSender sender = smtp(RetryPolicy.DEFAULT)) {
            for (int i = 0; i < 60; i++) {
                topics.write(notifications.subList(0, 300 + i));
                TimeUnit.SECONDS.sleep(10);
            }
            topics.write(notifications);
            long deferred = sender.status().deferred();
            long back = System.nanoTime();
            server.comeBack();
            awaitCommitted();
            System.out.printf(
                    "Server down for ten minutes: %d attempts meanwhile, all %d mails delivered %d ms after its return%n",
                    deferred, server.received.size(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - back));
        }
        assertEquals(ids(notifications), ids(Status.SENT));
        assertEquals(400, server.received.size());
    }

    @Test
    void whatHasAnOutcomeIsNotSentAgain() throws Exception {
        topics.write(notifications(4, 5));
        try (MailSender sender = smtp(RetryPolicy.DEFAULT)) {
            awaitCommitted();
        }
        topics.rewind();
        topics.write(Notifications.first("late@example.com", "attack"));
        try (MailSender sender = smtp(RetryPolicy.DEFAULT)) {
            awaitCommitted();
            assertEquals(20, sender.status().skipped());
            assertEquals(1, sender.status().sent());
        }
        assertEquals(21, server.received.size());
        assertEquals(21, topics.outcomes().size());
    }

    @Test
    void aNotificationThatIsWrittenTwiceIsSentOnce() throws Exception {
        Notification notification = Notifications.first("lead@example.com", "attack");
        topics.write(notification, notification, notification);
        try (MailSender sender = smtp(RetryPolicy.DEFAULT)) {
            awaitCommitted();
        }
        assertEquals(1, server.received.size());
        assertEquals(1, topics.outcomes().size());
    }

    @Test
    void whatIsNoNotificationIsPassedOverAndCounted() throws Exception {
        topics.writeRaw("lead@example.com", "{\"version\":1,\"what\":\"lead@example.com\"}");
        topics.write(Notifications.first("lead@example.com", "attack"));
        try (MailSender sender = smtp(RetryPolicy.DEFAULT)) {
            awaitCommitted();
            assertEquals(1, sender.status().malformed());
            assertEquals(1, sender.status().sent());
        }
    }

    @Test
    void oneWhoCannotBeReachedDoesNotBlockTheOthersOfThePartition() throws Exception {
        server.recipientAnswers.put("r0@example.com", "450 4.2.1 not now");
        List<Notification> dead = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            dead.add(Notifications.first("r0@example.com", "attack " + i));
        }
        topics.write(dead);
        List<Notification> others = notifications(5, 1).subList(1, 5);
        topics.write(others);
        try (MailSender sender = start(settings(FAST, 50), transport(SmtpTimeouts.DEFAULT))) {
            await("the others served", () -> server.received.size() == others.size());
            await("what was too much given up", () -> sender.status().exhausted() >= 290 - 1);
        }
        assertEquals(ids(others), ids(Status.SENT));
    }

    @Test
    void aSecondProcessTakesItsShareAndNothingIsLost() throws Exception {
        List<Notification> notifications = notifications(40, 25);
        try (MailSender first = start(settings("a"), transport(SmtpTimeouts.DEFAULT))) {
            topics.write(notifications.subList(0, 500));
            await("some sent", () -> first.status().sent() > 100);
            try (MailSender second = start(settings("b"), transport(SmtpTimeouts.DEFAULT))) {
                await("the second at work", () -> {
                    try {
                        topics.write(notifications.subList(500, 1_000));
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    return second.status().sent() > 0;
                });
                awaitCommitted();
            }
        }
        assertEquals(ids(notifications), ids(Status.SENT));
        Map<String, Long> mails = server.received.stream()
                .collect(Collectors.groupingBy(ScriptedSmtpServer.Received::text, Collectors.counting()));
        assertEquals(1_000, mails.size(), "a mail that is sent again must have the same bytes");
    }

    @Test
    void closingIsBoundedWhileTheServerHangs() throws Exception {
        server.hangAt = Stage.FINAL_DOT;
        server.hangingConnection = 0;
        topics.write(notifications(20, 1));
        MailSender sender = smtp(RetryPolicy.DEFAULT);
        await("all hang", () -> sender.status().underWay() == MailSettings.DEFAULT_WORKERS);
        long begun = System.nanoTime();
        sender.close();
        long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        assertTrue(tookMs < 15_000, "closing took " + tookMs + " ms");
        assertEquals(List.of(), topics.outcomes());
        assertEquals(20, topics.uncommitted());
    }

    @Test
    void topicsThatDoNotFitStopTheStageAndSayWhy() throws Exception {
        try (MailTopics unequal = new MailTopics(broker.clientProperties(), "unequal.", 3)) {
            Queue<String> deaths = new ConcurrentLinkedQueue<>();
            MailSettings settings =
                    MailSettings.of(unequal.topics, broker.clientProperties(), "a", Notifications.IDENTITY);
            try (MailSender sender = MailSender.start(settings, transport(SmtpTimeouts.DEFAULT), NOW, deaths::add)) {
                await("the stage stopped", () -> !deaths.isEmpty());
                assertEquals(
                        Optional.of("the topics unequal.notifications and unequal.notification-outcomes have 2 and 3"
                                + " partitions; they must have the same number, and exist"),
                        sender.status().stopped());
                assertEquals(sender.status().stopped().orElseThrow(), deaths.peek());
            }
        }
    }

    @Test
    void whoeverIsThrownOutByAnotherOfTheSameNameStopsAndSaysSo() throws Exception {
        Queue<String> deaths = new ConcurrentLinkedQueue<>();
        MailSettings settings = settings("a");
        try (MailSender first = MailSender.start(settings, transport(SmtpTimeouts.DEFAULT), NOW, deaths::add)) {
            topics.write(Notifications.first("r@example.com", "before"));
            await("the first works", () -> first.status().sent() == 1);
            try (MailSender second = MailSender.start(settings, transport(SmtpTimeouts.DEFAULT), NOW, deaths::add)) {
                await("the first stopped", () -> first.status().stopped().isPresent());
                topics.write(Notifications.first("r@example.com", "after"));
                await("the second works", () -> second.status().sent() == 1);
            }
        }
        assertEquals(
                List.of("another process with the same instance_id has taken the stage mail over"),
                List.copyOf(deaths));
    }

    private static List<Notification> notifications(int recipients, int each) {
        List<Notification> notifications = new ArrayList<>();
        for (int i = 0; i < recipients * each; i++) {
            notifications.add(Notifications.first("r" + i % recipients + "@example.com", "attack " + i / recipients));
        }
        return notifications;
    }

    private MailSender smtp(RetryPolicy policy) {
        return start(settings(policy, 1_000), transport(SmtpTimeouts.DEFAULT));
    }

    private static MailSender start(MailSettings settings, MailTransport transport) {
        return MailSender.start(settings, transport, NOW, reason -> {});
    }

    private SmtpTransport transport(SmtpTimeouts timeouts) {
        return new SmtpTransport(
                new SmtpSettings(
                        "127.0.0.1", server.port(), TlsMode.NONE, Optional.empty(), Optional.empty(), timeouts),
                Notifications.IDENTITY);
    }

    /** With quick heartbeats, so that the group learns of a new member soon. */
    private MailSettings settings(String instanceId) {
        Map<String, String> properties = new HashMap<>(broker.clientProperties());
        properties.put("heartbeat.interval.ms", "200");
        return MailSettings.of(topics.topics, properties, instanceId, Notifications.IDENTITY);
    }

    private MailSettings settings(RetryPolicy policy, int mostUnfinished) {
        return new MailSettings(
                topics.topics,
                broker.clientProperties(),
                "a",
                Notifications.IDENTITY,
                MailSettings.DEFAULT_WORKERS,
                policy,
                mostUnfinished,
                Duration.ofSeconds(1));
    }

    private void awaitCommitted() throws InterruptedException {
        await("every offset committed", () -> {
            try {
                return topics.uncommitted() == 0;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private Set<String> ids(Status status) throws Exception {
        return topics.outcomes().stream()
                .filter(each -> each.status() == status)
                .map(NotificationOutcome::id)
                .collect(Collectors.toSet());
    }

    private static Set<String> ids(List<Notification> notifications) {
        return notifications.stream().map(Notification::id).collect(Collectors.toSet());
    }
}
