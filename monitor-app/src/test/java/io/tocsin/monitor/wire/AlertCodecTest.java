package io.tocsin.monitor.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Alert.Activity;
import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.alert.RuleRef;
import io.tocsin.rules.alert.Score;
import io.tocsin.rules.alert.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertCodecTest {
    @Test
    void theKeyIsTheSubject() {
        assertEquals("[\"default\",\"userId\",\"al\\\"ice\"]", new String(AlertCodec.key(alert("al\"ice")), UTF_8));
        assertEquals("[\"default\",\"userId\",\"\"]", new String(AlertCodec.key(alert("")), UTF_8));
    }

    @Test
    void unknownAttributesAreIgnored() throws MalformedRecordException {
        String json = json(alert("alice"));
        String enriched = json.replaceFirst("\\{", "{\"enrichments\":[{\"name\":\"x\"}],")
                .replace("\"product\":{", "\"product\":{\"version\":\"9\",");
        assertEquals(alert("alice"), AlertCodec.decode(enriched.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "class_uid":2004          | "class_uid":2005          | the field class_uid is 2005; it must be 2004
            "category_uid":2,         |                           | the field category_uid is missing
            "type_uid":200401         | "type_uid":200402         | the field type_uid is 200402; it must be 200401
            "severity_id":3           | "severity_id":5           | the field severity_id is 5; it must be 3
            "risk_score":40           | "risk_score":41           | the field risk_score is 41; it must be 40
            "activity_id":1           | "activity_id":99          | the field activity_id is 99; 1 (Create), 2 (Update) and 3 (Close) are allowed
            "version":"1.8.0"         | "version":"1.9.0"         | metadata.version isn't 1.8.0, the only one known
            "time":1000,              | "time":"1",               | the field time must be a whole number of at most 64 bits, not string
            "threshold":5             | "threshold":5.5           | the field unmapped.threshold must be a whole number of at most 64 bits, not number
            "stale":false             | "stale":0                 | the field unmapped.stale must be true or false, not number
            "base":40                 | "base":101                | score term base is 101; 0 to 100 are allowed
            ["lock-account"]          | ["shout"]                 | the field unmapped.responses is "shout"; allowed are notify, lock-account, block-source, step-up
            ["lock-account"]          | []                        | an alert asks for nothing; it asks at least to tell people
            "userId":"alice"}         | "userId":null}            | the field unmapped.group.userId must be a text, not null
            "evidences":[             | "evidences":[7,           | the field evidences[0] must be an object, not number
            "data":{"time":1          | "data":{"topic":"t"       | the field evidences[0].data.partition is missing
            "oldest_evidence_count":1 | "oldest_evidence_count":3 | the field unmapped.oldest_evidence_count is 3; 0 to 2, the number of evidences, is allowed
            """)
    void whatIsWrongIsNamed(String right, String wrong, String reason) {
        String json = json(alert("alice"));
        assertTrue(json.contains(right), () -> right + " isn't in " + json);
        String broken = json.replace(right, wrong == null ? "" : wrong);
        MalformedRecordException e =
                assertThrows(MalformedRecordException.class, () -> AlertCodec.decode(broken.getBytes(UTF_8)));
        assertEquals(reason, e.getMessage());
    }

    @Test
    void moreEvidenceThanAnAlertHoldsIsRefused() {
        List<Evidence> full = new ArrayList<>();
        for (int i = 0; i < Alert.EVIDENCE_LIMIT; i++) {
            full.add(new Evidence(i, null, null));
        }
        String json = json(alert("alice", full)).replace("\"evidences\":[", "\"evidences\":[{\"data\":{\"time\":0}},");
        String counted = json.replace("\"oldest_evidence_count\":50", "\"oldest_evidence_count\":51");
        assertThrows(MalformedRecordException.class, () -> AlertCodec.decode(counted.getBytes(UTF_8)));
    }

    @Test
    void anAlertFromBeforeThereCouldBeSeveralResponsesIsRead() throws MalformedRecordException {
        Alert alert = alert("alice");
        String before = json(alert).replace("\"responses\":[\"lock-account\"]", "\"response\":\"lock-account\"");

        assertTrue(before.contains("\"response\":"));
        assertEquals(alert, AlertCodec.decode(before.getBytes(UTF_8)));
    }

    @Test
    void theStatusFollowsTheActivity() {
        assertTrue(json(alert(Activity.CREATE)).contains("\"status_id\":1,\"status\":\"New\""));
        assertTrue(json(alert(Activity.UPDATE)).contains("\"status_id\":2,\"status\":\"In Progress\""));
        assertTrue(json(alert(Activity.CLOSE)).contains("\"status_id\":4,\"status\":\"Resolved\""));
        assertTrue(json(alert(Activity.UPDATE)).contains("\"is_alert\":true"));
        assertTrue(json(alert(Activity.CLOSE)).contains("\"is_alert\":false"));
    }

    @Test
    void onlyAddressesBecomeObservablesOfTypeAddress() {
        assertTrue(json(alert(Map.of("sourceIp", "2001:db8::1"))).contains("\"type_id\":2,\"type\":\"IP Address\""));
        assertTrue(json(alert(Map.of("sourceIp", "unknown"))).contains("\"observables\":[]"));
    }

    private static String json(Alert alert) {
        return new String(AlertCodec.encode(alert), UTF_8);
    }

    private static Alert alert(String userId) {
        return alert(userId, List.of(new Evidence(1, null, null)));
    }

    private static Alert alert(String userId, List<Evidence> oldest) {
        return alert(Activity.CREATE, Map.of("userId", userId), oldest);
    }

    private static Alert alert(Activity activity) {
        return alert(activity, Map.of("userId", "alice"), List.of());
    }

    private static Alert alert(Map<String, String> group) {
        return alert(Activity.CREATE, group, List.of());
    }

    private static Alert alert(Activity activity, Map<String, String> group, List<Evidence> oldest) {
        return new Alert(
                "ab12",
                activity,
                1,
                "default",
                new RuleRef("id", "name", "Title", List.of("attack.t1110")),
                group,
                1_000,
                1_000,
                0,
                1_000,
                5,
                5,
                true,
                5,
                null,
                300_000,
                new Score(40, 0, 0, 0, 0),
                Severity.MEDIUM,
                false,
                false,
                false,
                null,
                oldest,
                List.of(new Evidence(2, null, null)),
                List.of(Alert.Response.LOCK_ACCOUNT),
                "00ff");
    }
}
