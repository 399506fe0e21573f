package io.tocsin.topology.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Alert.Activity;
import io.tocsin.topology.fixture.Alerts;
import io.tocsin.topology.fixture.Golden;
import io.tocsin.topology.fixture.RandomAlerts;
import io.tocsin.topology.fixture.Schemas;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AlertSchemaTest {
    private static final int RANDOM_ALERTS = 300;

    /** Validation costs a hundred times what the codec does. */
    private static final int RANDOM_VALIDATIONS = 50;

    private final Schemas schema = Schemas.of("alert");

    @Test
    void anAlertIsWrittenAsInTheGoldenFile() throws IOException {
        byte[] bytes = AlertCodec.encode(Alerts.failedLogins(Activity.CREATE, "alice"));
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(lines);
        printer.indentArraysWith(lines);
        JsonMapper mapper = new JsonMapper();
        Golden.assertMatches(
                "alert-create.json", mapper.writer(printer).writeValueAsString(mapper.readTree(bytes)) + "\n");
    }

    @ParameterizedTest
    @EnumSource(Activity.class)
    void everyActivityIsValid(Activity activity) {
        assertEquals(List.of(), schema.problems(AlertCodec.encode(Alerts.failedLogins(activity, ""))));
    }

    @Test
    void randomAlertsAreValidAndReadBack() throws MalformedRecordException {
        long seed = 20_260_101;
        RandomAlerts alerts = new RandomAlerts(new Random(seed));
        for (int i = 0; i < RANDOM_ALERTS; i++) {
            Alert alert = alerts.next();
            byte[] bytes = AlertCodec.encode(alert);
            Alert read = AlertCodec.decode(bytes);
            String which = "seed " + seed + ", alert " + i;
            assertEquals(alert, read, which);
            assertEquals(
                    List.copyOf(alert.group().keySet()),
                    List.copyOf(read.group().keySet()),
                    which);
            assertArrayEquals(bytes, AlertCodec.encode(read), which);
            if (i < RANDOM_VALIDATIONS) {
                assertEquals(List.of(), schema.problems(bytes), which);
            }
        }
    }

    @Test
    void anyDamageIsReportedOrLeavesAnAlert() {
        long seed = 7;
        Random random = new Random(seed);
        RandomAlerts alerts = new RandomAlerts(random);
        for (int i = 0; i < RANDOM_ALERTS; i++) {
            byte[] bytes = AlertCodec.encode(alerts.next());
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            try {
                AlertCodec.decode(bytes);
            } catch (MalformedRecordException e) {
                assertFalse(String.valueOf(e.getMessage()).isBlank(), "seed " + seed + ", alert " + i);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "class_uid":2004          | "class_uid":2005
            "category_uid":2,         |
            "type_uid":200401         | "type_uid":200402
            "activity_name":"Create"  | "activity_name":"Update"
            "severity_id":3           | "severity_id":4
            "risk_score":40           | "risk_score":60
            "status_id":1             | "status_id":7
            "version":"1.8.0"         | "version":"1.7.0"
            "analytic":{"type_id":1,  | "analytic":{
            "tenant_uid"              | "tenant"
            {"tactic":                | {"taktik":
            {"data":{"time"           | {"daten":{"time"
            "partition":1,            |
            "line":17                 | "line":0
            "userId":"alice"}         | "userId":null}
            "stale":false             | "stale":"no"
            "base":40                 | "base":-1
            "rule_set":"9f            | "rule_set":"XX
            """)
    void whatOcsfOrTocsinForbidsIsInvalid(String right, String wrong) {
        String json = new String(AlertCodec.encode(Alerts.failedLogins(Activity.CREATE, "alice")), UTF_8);
        assertTrue(json.contains(right), () -> right + " isn't in " + json);
        assertFalse(
                schema.problems(json.replace(right, wrong == null ? "" : wrong)).isEmpty());
    }
}
