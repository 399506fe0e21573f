package io.tocsin.topology.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.tocsin.monitor.wire.BlockedSource;
import io.tocsin.monitor.wire.DecisionCodec;
import io.tocsin.monitor.wire.ProblemCodec;
import io.tocsin.rules.containment.Source;
import io.tocsin.topology.fixture.Schemas;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionSchemaTest {
    private static final Schemas DECISIONS = Schemas.of("decisions");
    private static final Schemas PROBLEM = Schemas.of("problem");
    private static final long UNTIL_MS = 1_000_000;

    private static BlockedSource block(String source) {
        return new BlockedSource("default", Source.parse(source), UNTIL_MS, "tocsin/operator");
    }

    private static String lists(String standing, String ended) {
        return DecisionCodec.OPEN + standing + DecisionCodec.DELETED + ended + DecisionCodec.CLOSE;
    }

    @Test
    void whatIsToldIsValidWhateverIsLeftOfItsTime() {
        assertEquals(List.of(), DECISIONS.problems(lists("", "")));
        for (String source : List.of("192.0.2.1", "198.51.100.0/24", "2001:db8::/48")) {
            for (long nowMs : new long[] {0, UNTIL_MS - 1, UNTIL_MS, UNTIL_MS + 1, 2 * UNTIL_MS}) {
                String standing = DecisionCodec.standing(block(source), nowMs);
                String ended = DecisionCodec.ended(block(source), nowMs);
                assertEquals(List.of(), DECISIONS.problems(lists(standing + DecisionCodec.COMMA + standing, ended)));
            }
        }
        String over = DecisionCodec.ended(block("192.0.2.1"), 2 * UNTIL_MS);
        assertNotEquals(List.of(), DECISIONS.problems(lists(over, "")));
    }

    @Test
    void everyProblemIsValid() {
        assertEquals(
                List.of(),
                PROBLEM.problems(new String(ProblemCodec.encode("stale", "too old", "open"), StandardCharsets.UTF_8)));
        assertNotEquals(List.of(), PROBLEM.problems("{\"error\":\"stale\"}"));
        assertNotEquals(List.of(), PROBLEM.problems("{\"error\":\"late\",\"detail\":\"x\"}"));
    }
}
