package io.tocsin.topology.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tocsin.monitor.wire.ImportProgress;
import io.tocsin.monitor.wire.ImportProgressCodec;
import io.tocsin.topology.fixture.Schemas;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImportSchemaTest {
    private static final Schemas SCHEMA = Schemas.of("import");

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "{}",
            "[]",
            "-1",
            "0",
            "1",
            "1.5",
            "9223372036854775808",
            "\"\"",
            "\"x\"",
            "\"2026-01-01T00:00:00Z\"",
            "\"2026-01-01\"",
            "\"2026-13-01T00:00:00Z\"",
            "{\"time\":\"2026-01-01T00:00:00Z\",\"ce_id\":\"1\"}",
            "{\"time\":\"2026-01-01T00:00:00Z\"}");

    @Test
    void schemaAndCodecAgreeOnEveryFieldAndValue() throws JsonProcessingException {
        // With from at 0, no end that is tried lies before it: JSON Schema can't compare the two.
        ImportProgress progress = new ImportProgress(
                "sshd", "default", "auth.log", 100, "ab".repeat(32), 0, false, 7, 0L, new ImportProgress.Last(1, "7"));
        String full = new String(ImportProgressCodec.encode(progress), UTF_8);
        assertTrue(new FieldByField(SCHEMA, ImportProgressCodec::decode, VALUES).assertAgreement(full) > 0);
    }

    @Test
    void aLogWithoutEventsIsValid() {
        ImportProgress progress =
                new ImportProgress("ndjson", "default", "a", 0, "ab".repeat(32), 0, true, 0, null, null);
        assertEquals(List.of(), SCHEMA.problems(ImportProgressCodec.encode(progress)));
    }
}
