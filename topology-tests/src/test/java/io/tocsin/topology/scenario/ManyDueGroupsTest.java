package io.tocsin.topology.scenario;

import static io.tocsin.topology.fixture.DetectDriver.T0;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.monitor.detect.DetectSettings;
import io.tocsin.monitor.detect.DetectTask;
import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.detect.TimeSettings;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.topology.fixture.DetectDriver;
import io.tocsin.topology.fixture.DetectPartitions;
import java.util.List;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/** More groups end together than one record may wake. */
class ManyDueGroupsTest {

    private static final int USERS = 2_300;
    private static final long AFTERWARDS_MS = T0 + 3_600_000;

    private final DetectPartitions detect = new DetectPartitions(settings());

    @Test
    void noRecordWakesThemAllAndTheNextOnesWakeTheRest() {
        attackEveryone(detect);
        later(detect, 0);
        assertEquals(1_000, closed());

        later(detect, 1);
        assertEquals(2_000, closed());

        detect.tick(AFTERWARDS_MS + 2);
        assertEquals(USERS, closed());
    }

    @Test
    void aRestartInBetweenChangesNothing() {
        DetectPartitions restarted = new DetectPartitions(settings());
        attackEveryone(detect);
        attackEveryone(restarted);
        later(detect, 0);
        later(restarted, 0);
        restarted.restart();
        for (DetectPartitions each : List.of(detect, restarted)) {
            later(each, 1);
            each.tick(AFTERWARDS_MS + 2);
        }

        List<Record<byte[], byte[]>> expected = detect.sent(DetectTask.ALERTS);
        List<Record<byte[], byte[]>> actual = restarted.sent(DetectTask.ALERTS);
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i).value(), actual.get(i).value());
            assertEquals(expected.get(i).timestamp(), actual.get(i).timestamp());
        }
    }

    private static void attackEveryone(DetectPartitions detect) {
        for (int user = 0; user < USERS; user++) {
            for (int i = 0; i < 5; i++) {
                detect.send(login(user * 5 + i, T0 + user, "user" + user, false), T0 + user);
            }
        }
    }

    /** Somebody signs in when all of it is over. */
    private static void later(DetectPartitions detect, int number) {
        detect.send(login(number, AFTERWARDS_MS + number, "someone", true), AFTERWARDS_MS + number);
    }

    private long closed() {
        return detect.sent(DetectTask.ALERTS).stream()
                .map(ManyDueGroupsTest::alert)
                .filter(alert -> alert.group().containsKey("userId") && alert.activity() == Alert.Activity.CLOSE)
                .map(Alert::uid)
                .distinct()
                .count();
    }

    private static Alert alert(Record<byte[], byte[]> record) {
        try {
            return AlertCodec.decode(record.value());
        } catch (MalformedRecordException e) {
            throw new AssertionError(e);
        }
    }

    private static LoginEvent login(int number, long timeMs, String user, boolean success) {
        EventId id = new EventId("default", "idp", "id-" + number + (success ? "-success" : ""));
        return new LoginEvent(
                id, timeMs, null, user, success, "10.0." + (number >> 8 & 0xFF) + '.' + (number & 0xFF), null);
    }

    /** With one rule, so that as many groups are due as there are users. */
    private static DetectSettings settings() {
        DetectSettings all = DetectDriver.settings(TimeSettings.DEFAULT);
        List<CorrelationRule> one = all.rules().correlations().stream()
                .filter(rule -> rule.info().name().equals("failed_logins_per_user"))
                .toList();
        RuleSet rules = new RuleSet(all.rules().detections(), one, all.rules().hash());
        return new DetectSettings(all.topics(), 1, rules, all.roster(), all.assets(), all.time());
    }
}
