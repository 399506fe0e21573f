package io.tocsin.topology.scenario;

import static io.tocsin.topology.fixture.DetectDriver.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.monitor.detect.DetectSettings;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AlertCause;
import io.tocsin.rules.containment.BlockRequest;
import io.tocsin.rules.containment.ContainmentRequest;
import io.tocsin.rules.containment.Source;
import io.tocsin.rules.detect.Assets;
import io.tocsin.rules.detect.TimeSettings;
import io.tocsin.rules.sigma.RuleCompiler;
import io.tocsin.rules.sigma.RuleFile;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.topology.fixture.DetectDriver;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a rule's {@code respond} makes detect ask of respond. */
class ResponseScenarioTest {
    private static final String DETECTION = """
            title: Failed login
            id: 11111111-1111-4111-8111-111111111111
            name: failed_login
            logsource:
                category: login
            detection:
                sel:
                    success: false
                condition: sel
            """;

    private static RuleSet rules(String respond) throws InvalidDocumentException {
        return RuleCompiler.compile(
                List.of(new RuleFile("failed.yml", DETECTION), new RuleFile("many.yml", """
                        title: Many failures
                        id: 22222222-2222-4222-8222-222222222222
                        name: many_failures
                        correlation:
                            type: event_count
                            rules: [failed_login]
                            group-by: [userId]
                            timespan: 5m
                            condition: {gte: 3}
                        tocsin:
                            respond: %s
                        """.formatted(respond))));
    }

    /** What three failures from three addresses, two of which are of one /64, lead to. */
    private static List<ContainmentRequest> requests(String respond) throws InvalidDocumentException {
        DetectSettings shipped = DetectDriver.settings(TimeSettings.DEFAULT);
        Assets assets = new Assets(Map.of("userId", Map.of("alice", 10)));
        try (DetectDriver detect = new DetectDriver(
                new DetectSettings(shipped.topics(), 1, rules(respond), shipped.roster(), assets, shipped.time()))) {
            List<String> addresses = List.of("2001:db8::1", "192.0.2.1", "2001:db8::2");
            for (int i = 0; i < 3; i++) {
                detect.send(detect.login(T0 + i, "alice", false, addresses.get(i)));
            }
            detect.tick(T0 + 600_000);
            return detect.requests();
        }
    }

    private static List<String> summary(List<ContainmentRequest> requests) {
        return requests.stream()
                .map(request -> request instanceof BlockRequest block
                        ? block.action() + " " + block.source()
                        : ((AccountRequest) request).action() + " " + ((AccountRequest) request).account())
                .toList();
    }

    @Test
    void aRuleMayAskForSeveralThings() throws InvalidDocumentException {
        List<ContainmentRequest> requests = requests("[lock-account, block-source]");

        assertEquals(List.of("LOCK alice", "BLOCK 2001:db8::/64", "BLOCK 192.0.2.1"), summary(requests));
        AlertCause cause = Objects.requireNonNull(requests.get(0).alert());
        assertEquals(3, cause.grounds().count());
        assertEquals(T0, cause.grounds().firstSeenMs());
        assertEquals(T0 + 2, cause.grounds().lastSeenMs());
        assertEquals(10, cause.grounds().assetPoints());
        assertEquals(64, cause.grounds().ruleSet().length());
        assertEquals(
                List.of("2001:db8::/64", "192.0.2.1"),
                cause.grounds().sources().stream().map(Source::text).toList());
    }

    @Test
    void orForOneOrNothing() throws InvalidDocumentException {
        assertEquals(List.of("STEP_UP alice"), summary(requests("step-up")));
        assertEquals(List.of(), summary(requests("notify")));
        assertEquals(List.of("BLOCK 2001:db8::/64", "BLOCK 192.0.2.1"), summary(requests("block-source")));
    }
}
