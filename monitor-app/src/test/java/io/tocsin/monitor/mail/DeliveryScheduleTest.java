package io.tocsin.monitor.mail;

import static io.tocsin.monitor.mail.SimulatedMail.SENT;
import static io.tocsin.monitor.mail.SimulatedMail.failing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.mail.Delivery.Scope;
import io.tocsin.monitor.mail.SimulatedMail.Attempt;
import io.tocsin.monitor.mail.SimulatedMail.Final;
import io.tocsin.rules.routing.Notification;
import io.tocsin.rules.routing.NotificationOutcome.Status;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeliveryScheduleTest {

    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long SEED = 20261123;
    private static final RetryPolicy POLICY = RetryPolicy.DEFAULT;
    private static final int WORKERS = 8;

    @ParameterizedTest
    @ValueSource(longs = {5, 10_000, 60_000})
    void afterTenMinutesWithoutAServerEverythingIsDeliveredSoon(long failureTakesMs) {
        long backAtMs = 10 * MINUTE;
        SimulatedMail world = new SimulatedMail(
                POLICY,
                WORKERS,
                SEED,
                (nowMs, notification) -> nowMs < backAtMs ? failing(Scope.SERVER, failureTakesMs) : SENT);
        Random random = new Random(SEED);
        for (int i = 0; i < 400; i++) {
            Notification notification = Notifications.first("r" + i % 40 + "@example.com", "attack " + i);
            world.arrives(notification, random.nextLong(backAtMs));
        }
        // What hangs when the server comes back must end first.
        world.runUntil(backAtMs + failureTakesMs + 30 * SECOND);

        assertEquals(400, world.finals.size(), "seed " + SEED);
        assertTrue(world.finals.stream().allMatch(each -> each.outcome().status() == Status.SENT));
        long attemptsWhileDown = world.attempts.values().stream()
                .flatMap(List::stream)
                .filter(at -> at < backAtMs)
                .count();
        assertTrue(attemptsWhileDown < 100, "the server that was down was tried " + attemptsWhileDown + " times");
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 60_000, 180_000})
    void recipientsOnWhomTheServerHangsHoldUpNobodyElse(long hangsForMs) {
        SimulatedMail world = new SimulatedMail(
                POLICY,
                WORKERS,
                SEED,
                (nowMs, each) -> each.recipient().startsWith("hanging") ? failing(Scope.CONNECTION, hangsForMs) : SENT);
        for (int i = 0; i < WORKERS - 1; i++) {
            for (int j = 0; j < 20; j++) {
                world.arrives(Notifications.first("hanging" + i + "@example.com", "attack " + j), 0);
            }
        }
        for (int i = 0; i < 200; i++) {
            world.arrives(Notifications.first("r" + i % 2 + "@example.com", "attack " + i), i * SECOND);
        }
        world.runUntil(HOUR);

        List<Final> sent = world.finals;
        assertEquals(200, sent.size());
        assertTrue(sent.stream().allMatch(each -> each.atMs() <= 200 * SECOND + SECOND));
    }

    @Test
    void aSingleHangingConnectionDoesNotMakeTheServerDown() {
        boolean[] hung = new boolean[1];
        SimulatedMail world = new SimulatedMail(POLICY, WORKERS, SEED, (nowMs, each) -> {
            if (!hung[0]) {
                hung[0] = true;
                return failing(Scope.SERVER, MINUTE);
            }
            return SENT;
        });
        for (int i = 0; i < 3; i++) {
            world.arrives(Notifications.first("r" + i + "@example.com", "attack"), 0);
        }
        world.runUntil(30 * SECOND);
        assertEquals(2, world.finals.size());
        assertFalse(world.schedule.isServerDown());
        world.runUntil(90 * SECOND);
        assertEquals(3, world.finals.size());
    }

    @Test
    void aRefusedRecipientIsRejectedAtOnceAndTheOthersAreServed() {
        SimulatedMail world = new SimulatedMail(
                POLICY,
                1,
                SEED,
                (nowMs, each) -> each.recipient().startsWith("gone")
                        ? new Attempt(new Delivery.Refused("550 5.1.1 unknown"), 20)
                        : SENT);
        world.arrives(Notifications.first("gone@example.com", "attack"), 0);
        world.arrives(Notifications.first("lead@example.com", "attack"), 0);
        world.runUntil(SECOND);
        assertEquals(
                List.of(Status.REJECTED, Status.SENT),
                world.finals.stream().map(each -> each.outcome().status()).toList());
        assertEquals("550 5.1.1 unknown", world.finals.get(0).outcome().detail());
        assertEquals(1, world.finals.get(0).outcome().attempts());
    }

    @Test
    void whatFailsForADayIsGivenUp() {
        SimulatedMail world = new SimulatedMail(POLICY, WORKERS, SEED, (nowMs, each) -> failing(Scope.RECIPIENT, 20));
        for (int i = 0; i < 50; i++) {
            world.arrives(Notifications.first("full@example.com", "attack " + i), 0);
        }
        world.runUntil(23 * HOUR);
        assertEquals(0, world.finals.size());
        world.runUntil(24 * HOUR + 10 * MINUTE);
        assertEquals(50, world.finals.size());
        assertTrue(world.finals.stream().allMatch(each -> each.outcome().status() == Status.EXHAUSTED));
        int attempts = world.attempts.get("full@example.com").size();
        assertTrue(attempts > 250 && attempts < 700, "the mailbox was tried " + attempts + " times in a day");
        assertEquals(0, world.schedule.pending());
    }

    @Test
    void anOldNotificationIsStillTriedForAnHour() {
        DeliverySchedule schedule = new DeliverySchedule(POLICY, new Random(SEED));
        Notification old = Notifications.first("lead@example.com", "attack");
        schedule.add(old, 100 * HOUR, 0);
        assertEquals(old, schedule.take(0).orElseThrow());
        assertTrue(schedule.finish(old.id(), new Delivery.Deferred(Scope.SERVER, "down"), 1)
                .isEmpty());
        assertEquals(old, schedule.take(HOUR).orElseThrow());
        assertEquals(
                Status.EXHAUSTED,
                schedule.finish(old.id(), new Delivery.Deferred(Scope.SERVER, "down"), HOUR + 1)
                        .orElseThrow()
                        .status());
    }

    @Test
    void tooManyForOneWhoCannotBeReachedCostTheOldest() {
        SimulatedMail world = new SimulatedMail(POLICY, WORKERS, SEED, (nowMs, each) -> failing(Scope.CONNECTION, 20));
        for (int i = 0; i < 2_000; i++) {
            world.arrives(Notifications.first("dead@example.com", "attack " + i), 0);
        }
        world.runUntil(9 * MINUTE);
        assertEquals(0, world.finals.size());
        world.runUntil(11 * MINUTE);
        assertEquals(1_500, world.finals.size());
        assertEquals(POLICY.mostPerRecipient(), world.schedule.pending());
    }

    @Test
    void aServerThatIsDownCostsNobodysMail() {
        SimulatedMail world = new SimulatedMail(POLICY, WORKERS, SEED, (nowMs, each) -> failing(Scope.SERVER, 20));
        for (int i = 0; i < 2_000; i++) {
            world.arrives(Notifications.first("lead@example.com", "attack " + i), 0);
        }
        world.runUntil(10 * HOUR);
        assertEquals(0, world.finals.size());
        assertEquals(2_000, world.schedule.pending());
    }

    @Test
    void eachRecipientsMailsComeInOrderAndOneAtATime() {
        SimulatedMail world = new SimulatedMail(POLICY, WORKERS, SEED, (nowMs, each) -> SENT);
        for (int i = 0; i < 60; i++) {
            world.arrives(Notifications.first("r" + i % 3 + "@example.com", "attack " + i / 3), 0);
        }
        world.runUntil(MINUTE);
        for (int recipient = 0; recipient < 3; recipient++) {
            String address = "r" + recipient + "@example.com";
            List<String> expected = IntStream.range(0, 20)
                    .mapToObj(i -> Notifications.first(address, "attack " + i).id())
                    .toList();
            assertEquals(
                    expected,
                    world.finals.stream()
                            .filter(each -> each.outcome().recipient().equals(address))
                            .map(each -> each.outcome().id())
                            .toList());
            List<Long> begun = world.attempts.get(address);
            for (int i = 1; i < begun.size(); i++) {
                assertTrue(begun.get(i) - begun.get(i - 1) >= SENT.durationMs());
            }
        }
    }

    @Test
    void aMailThatKeepsFailingLetsTheNextHaveItsTurn() {
        Notification poison = Notifications.first("lead@example.com", "poison");
        SimulatedMail world = new SimulatedMail(
                POLICY,
                WORKERS,
                SEED,
                (nowMs, each) -> each.id().equals(poison.id()) ? failing(Scope.RECIPIENT, 20) : SENT);
        world.arrives(poison, 0);
        for (int i = 0; i < 10; i++) {
            world.arrives(Notifications.first("lead@example.com", "attack " + i), 0);
        }
        world.runUntil(MINUTE);
        assertEquals(10, world.finals.size());
        assertEquals(1, world.schedule.pending());
    }

    @Test
    void whatIsHereIsNotTakenInTwiceAndCanBeForgottenUnlessUnderWay() {
        DeliverySchedule schedule = new DeliverySchedule(POLICY, new Random(SEED));
        Notification first = Notifications.first("lead@example.com", "attack");
        Notification second = Notifications.raised("lead@example.com", "attack");
        assertTrue(schedule.add(first, 0, 0));
        assertFalse(schedule.add(first, 0, 0));
        assertTrue(schedule.add(second, 0, 0));
        assertEquals(first, schedule.take(0).orElseThrow());
        assertTrue(schedule.take(0).isEmpty());
        assertFalse(schedule.cancel(first.id()));
        assertTrue(schedule.cancel(second.id()));
        assertFalse(schedule.cancel(second.id()));
        assertTrue(schedule.finish(first.id(), new Delivery.Delivered("ok"), 1).isPresent());
        assertEquals(0, schedule.pending());
        assertEquals(Long.MAX_VALUE, schedule.nextDueAtMs());
    }
}
