package io.tocsin.topology.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tocsin.monitor.wire.ValueListRecord;
import io.tocsin.topology.fixture.Schemas;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValueListSchemaTest {
    private static final Schemas SCHEMA = Schemas.of("value-list");

    private static final List<String> VALUES =
            List.of("null", "true", "{}", "[]", "-1", "0", "1", "1.5", "\"\"", "\"x\"", "[\"x\"]");

    @Test
    void schemaAndCodecAgreeOnEveryFieldAndValue() throws JsonProcessingException {
        ValueListRecord record = new ValueListRecord("office", "10.0.0.0/8", "operator:carol", "our own network", true);
        String full = new String(record.encode(), UTF_8);
        assertTrue(new FieldByField(SCHEMA, ValueListRecord::decode, VALUES).assertAgreement(full) > 0);
    }

    @Test
    void aListThatIsOnlyThereIsValid() {
        assertEquals(
                List.of(),
                SCHEMA.problems(new ValueListRecord("office", null, "carol", "to be filled", false).encode()));
    }
}
