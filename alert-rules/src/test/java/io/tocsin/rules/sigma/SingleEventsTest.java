package io.tocsin.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.event.EventType;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Detections that alert on their own. */
class SingleEventsTest {
    private static final String DETECTION = Rules.detection("login", "sel: {success: false}\ncondition: sel");

    @Test
    void aDetectionThatNoCorrelationRefersToAlertsPerKeyOfItsEvents() throws InvalidDocumentException {
        Map<String, String> keyByCategory = Map.of("login", "userId", "api-response", "clientId", "webhook", "source");
        for (EventType type : EventType.values()) {
            String detection =
                    Rules.detection(type.label(), "sel: {sourceIp: 192.0.2.1}\ncondition: sel") + "level: high\n";
            RuleSet rules = Rules.compile(detection);
            assertEquals(1, rules.correlations().size());
            CorrelationRule rule = rules.correlations().get(0);
            assertEquals(rules.detections().get(0).info(), rule.info());
            assertEquals(List.of(keyByCategory.get(type.label())), rule.groupBy());
            assertTrue(rule.isInPlace());
            assertEquals(1, rule.threshold());
            assertEquals(300_000, rule.timespanMs());
            assertEquals(60, rule.baseScore());
            assertEquals(List.of(Alert.Response.NOTIFY), rule.responses());
        }
    }

    @Test
    void itsTocsinBlockSaysWhatItsAlertsAreLike() throws InvalidDocumentException {
        CorrelationRule rule = Rules.compile(DETECTION + """
                        tocsin:
                            timespan: 1h
                            base_score: 7
                            distinct: [sourceIp]
                            respond: [block-source, lock-account]
                        """).correlations().get(0);
        assertEquals(3_600_000, rule.timespanMs());
        assertEquals(7, rule.baseScore());
        assertEquals(List.of("sourceIp"), rule.distinctFields());
        assertEquals(List.of(Alert.Response.BLOCK_SOURCE, Alert.Response.LOCK_ACCOUNT), rule.responses());
    }

    @Test
    void oneThatACorrelationRefersToAlertsOnlyWhereThatSaysGenerate() throws InvalidDocumentException {
        assertEquals("[c]", alerting(DETECTION, Rules.CORRELATION));
        assertEquals("[c]", alerting(DETECTION, Rules.CORRELATION + "generate: false\n"));
        for (String reference : List.of("d", Rules.DETECTION_ID)) {
            String generating = Rules.CORRELATION.replace("[d]", "[" + reference + "]") + "generate: true\n";
            assertEquals("[d, c]", alerting(DETECTION, generating), reference);
            assertEquals("[d, c]", alerting(DETECTION + "tocsin: {base_score: 1}\n", generating), reference);
        }
    }

    @Test
    void generateMayStandWhereThePySigmaToolsLookForIt() throws InvalidDocumentException {
        String within = Rules.CORRELATION.replace("    type:", "    generate: true\n    type:");
        assertEquals("[d, c]", alerting(DETECTION, within));
        InvalidDocumentException twice = assertThrows(
                InvalidDocumentException.class, () -> Rules.compile(DETECTION, within + "generate: false\n"));
        assertEquals(
                "`generate` stands within `correlation`, too; leave one of them out",
                twice.problems().get(0).message());
    }

    private static String alerting(String... texts) throws InvalidDocumentException {
        return Rules.compile(texts).correlations().stream()
                .map(rule -> rule.info().name())
                .collect(Collectors.toList())
                .toString();
    }
}
