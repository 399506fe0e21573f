package io.tocsin.topology.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertIterableEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.detect.DetectSettings;
import io.tocsin.rules.detect.TimeSettings;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.event.WebhookEvent.Signature;
import io.tocsin.rules.hash.Sha256;
import io.tocsin.topology.fixture.DetectDriver;
import io.tocsin.topology.fixture.DetectPartitions;
import java.util.List;
import java.util.Random;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** Nothing but the records decides what is published: no clock, no randomness, no order of a hash table. */
class ReplayScenarioTest {

    @Test
    void theSameRecordsGiveTheSameBytes() {
        long seed = 1;
        List<String> first = run(seed);
        assertTrue(first.size() > 20, "seed " + seed + " gives too few alerts: " + first.size());
        assertEquals(first, run(seed), "seed " + seed);
    }

    /** Keys and values of all alerts, in their order. */
    private static List<String> run(long seed) {
        try (DetectDriver detect = new DetectDriver()) {
            feed(new Random(seed), 400, 2_000, 8, detect, detect::sendAt, detect::tick);
            return detect.alertRecords().stream()
                    .map(record -> new String(record.key(), UTF_8) + new String(record.value(), UTF_8))
                    .toList();
        }
    }

    /** What a task remembers beside its stores may make it faster, but not decide what it sends, or when. */
    @Test
    void restartsInBetweenChangeNoByteAndNoOrder() {
        for (long seed = 1; seed <= 2; seed++) {
            List<String> undisturbed = runWithRestarts(seed, Integer.MAX_VALUE);
            assertTrue(undisturbed.size() > 100, "seed " + seed + " sends too little: " + undisturbed.size());
            assertIterableEquals(undisturbed, runWithRestarts(seed, 300), "seed " + seed);
        }
    }

    /** All that is sent, by a stage that is stopped and started again every so many events on average. */
    private static List<String> runWithRestarts(long seed, int eventsBetween) {
        DetectSettings one = DetectDriver.settings(TimeSettings.DEFAULT);
        DetectPartitions detect = new DetectPartitions(
                new DetectSettings(one.topics(), 2, one.rules(), one.roster(), one.assets(), one.time()));
        Random restarts = new Random(seed);
        try (DetectDriver events = new DetectDriver()) {
            Sender send = (event, arrivalMs) -> {
                if (restarts.nextInt(eventsBetween) == 0) {
                    detect.restart();
                }
                detect.send(event, arrivalMs);
            };
            feed(new Random(seed), 6_000, 600, 1_500, events, send, detect::tick);
        }
        return detect.sent("").stream()
                .map(record -> (record.key() == null ? "-" : new String(record.key(), UTF_8)) + " "
                        + Sha256.hex(record.value()).substring(0, 16) + " " + record.timestamp())
                .toList();
    }

    private interface Sender {
        void send(SecurityEvent event, long arrivalMs);
    }

    /** A stream of all kinds of events with late ones, users that are attacked in turn, and one tick in so many. */
    private static void feed(
            Random random,
            int records,
            int mostMsBetween,
            int tickOneIn,
            DetectDriver events,
            Sender send,
            LongConsumer tick) {
        long arrivalMs = DetectDriver.T0;
        for (int i = 0; i < records; i++) {
            arrivalMs += random.nextInt(mostMsBetween);
            long timeMs = arrivalMs - random.nextInt(130_000);
            String address = "192.0.2." + random.nextInt(20);
            if (random.nextInt(tickOneIn) == 0) {
                tick.accept(arrivalMs);
            }
            send.send(
                    switch (random.nextInt(7)) {
                        case 0, 1 -> events.response(timeMs, "client" + random.nextInt(2), "/admin", 403);
                        case 2 -> events.webhook(timeMs, Signature.MISSING, true, false, address);
                        default -> events.login(timeMs, "user" + (i / 50 + random.nextInt(5)), false, address);
                    },
                    arrivalMs);
        }
        tick.accept(arrivalMs + 3_600_000);
    }
}
