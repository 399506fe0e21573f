package io.tocsin.rules.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.event.ApiResponseEvent;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.sigma.RuleCompiler;
import io.tocsin.rules.sigma.RuleFile;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A detection that alerts on its own, over events. */
class SingleEventsScanTest {
    private static final String DETECTION = """
            title: Forbidden
            id: 11111111-1111-4111-8111-111111111111
            name: forbidden
            logsource:
                category: api-response
            detection:
                sel:
                    responseCode: 403
                condition: sel
            level: high
            """;

    private static ApiResponseEvent response(long timeMs, String client, int code) {
        EventId id = new EventId("default", "gateway", client + "-" + timeMs);
        return new ApiResponseEvent(id, timeMs, null, client, "GET", "/", code, null, null);
    }

    @Test
    void theFirstMatchAlertsAndThoseOfTheSameKeyThatFollowLengthenTheEpisode() throws InvalidDocumentException {
        RuleSet rules = RuleCompiler.compile(List.of(new RuleFile("a.yml", DETECTION)));
        List<Alert> alerts = new ArrayList<>();
        Scanner scanner = new Scanner(rules, Assets.NONE, alerts::add);
        for (ApiResponseEvent event : List.of(
                response(0, "a", 403),
                response(1_000, "b", 403),
                response(2_000, "a", 200),
                response(299_999, "a", 403),
                response(599_998, "a", 403),
                response(900_000, "a", 403))) {
            scanner.accept(event, () -> new Fingerprint(event.timeMs(), 0));
        }
        scanner.finish();
        assertEquals(
                List.of("{clientId=b} at 1000: 1", "{clientId=a} at 0: 3", "{clientId=a} at 900000: 1"),
                alerts.stream()
                        .map(each -> each.group() + " at " + each.crossingTimeMs() + ": " + each.count())
                        .toList());
        assertEquals("forbidden", alerts.get(0).rule().name());
        assertEquals(60, alerts.get(0).score().base());
    }
}
