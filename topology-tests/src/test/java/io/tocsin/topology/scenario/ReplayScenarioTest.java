package io.tocsin.topology.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.event.WebhookEvent.Signature;
import io.tocsin.topology.fixture.DetectDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Nothing but the records decides what is published: no clock, no randomness, no order of a hash table. */
class ReplayScenarioTest {
    private static final int RECORDS = 400;

    @Test
    void theSameRecordsGiveTheSameBytes() {
        long seed = 1;
        List<String> first = run(seed);
        assertTrue(first.size() > 20, "seed " + seed + " gives too few alerts: " + first.size());
        assertEquals(first, run(seed), "seed " + seed);
    }

    /** Keys and values of all alerts, in their order, of a stream of all kinds of events with ties and late ones. */
    private static List<String> run(long seed) {
        Random random = new Random(seed);
        List<String> alerts = new ArrayList<>();
        try (DetectDriver detect = new DetectDriver()) {
            long arrivalMs = DetectDriver.T0;
            for (int i = 0; i < RECORDS; i++) {
                arrivalMs += random.nextInt(2_000);
                long timeMs = arrivalMs - random.nextInt(130_000);
                String address = "192.0.2." + random.nextInt(20);
                switch (random.nextInt(8)) {
                    case 0 -> detect.tick(arrivalMs);
                    case 1, 2 ->
                        detect.sendAt(detect.response(timeMs, "client" + random.nextInt(2), "/admin", 403), arrivalMs);
                    case 3 -> detect.sendAt(detect.webhook(timeMs, Signature.MISSING, true, false, address), arrivalMs);
                    default ->
                        detect.sendAt(detect.login(timeMs, "user" + random.nextInt(15), false, address), arrivalMs);
                }
            }
            detect.tick(arrivalMs + 3_600_000);
            detect.alertRecords()
                    .forEach(record -> alerts.add(new String(record.key(), UTF_8) + new String(record.value(), UTF_8)));
        }
        return alerts;
    }
}
