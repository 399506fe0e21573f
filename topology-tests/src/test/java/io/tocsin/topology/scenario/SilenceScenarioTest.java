package io.tocsin.topology.scenario;

import static io.tocsin.topology.fixture.DetectDriver.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.tocsin.monitor.detect.DetectSettings;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.detect.TimeSettings;
import io.tocsin.rules.sigma.RuleCompiler;
import io.tocsin.rules.sigma.RuleFile;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.topology.fixture.DetectDriver;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the detect topology says where nothing happens. */
class SilenceScenarioTest {

    /** In place and behind {@code matches}: no event comes any more, and all sources grow idle. */
    @Test
    void aSilenceAlertsByTicksAlone() throws InvalidDocumentException {
        RuleSet rules = RuleCompiler.compile(List.of(
                new RuleFile("sign-ins.yml", """
                        title: Sign-ins
                        id: 11111111-1111-4111-8111-111111111111
                        name: sign_ins
                        logsource:
                            category: login
                        detection:
                            sel:
                                success: true
                            condition: sel
                        """),
                new RuleFile("silent-user.yml", silent("userId", "22222222-2222-4222-8222-222222222222")),
                new RuleFile("silent-address.yml", silent("sourceIp", "33333333-3333-4333-8333-333333333333"))));
        DetectSettings shipped = DetectDriver.settings(TimeSettings.DEFAULT);
        try (DetectDriver silent = new DetectDriver(
                new DetectSettings(shipped.topics(), 1, rules, shipped.roster(), shipped.assets(), shipped.time()))) {
            silent.send(silent.login(T0, "robot", true, "192.0.2.1"));
            for (int i = 1; i <= 42; i++) {
                silent.tick(T0 + i * 10_000);
            }
            assertEquals(List.of(), silent.alerts());
            silent.tick(T0 + 430_000);

            List<Alert> alerts = silent.alerts();
            assertEquals(
                    Set.of("{userId=robot}", "{sourceIp=192.0.2.1}"),
                    alerts.stream().map(alert -> alert.group().toString()).collect(Collectors.toSet()));
            for (Alert alert : alerts) {
                assertEquals(Alert.Activity.CREATE, alert.activity());
                assertEquals(T0 + 300_000, alert.timeMs());
                assertEquals(0, alert.count());
                assertEquals(T0, alert.oldest().get(0).timeMs());
                assertNotNull(alert.oldest().get(0).record());
            }
            for (int i = 44; i <= 100; i++) {
                silent.tick(T0 + i * 10_000);
            }
            alerts = silent.alerts();
            assertEquals(2, alerts.size());
            assertEquals(Alert.Activity.CLOSE, alerts.get(0).activity());
        }
    }

    private static String silent(String groupBy, String id) {
        return """
                title: Silent
                id: %s
                name: silent_%s
                correlation:
                    type: event_count
                    rules: [sign_ins]
                    group-by: [%s]
                    timespan: 5m
                    condition: {eq: 0}
                """.formatted(id, groupBy, groupBy);
    }
}
