package io.tocsin.topology.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tocsin.monitor.wire.BlockStateCodec;
import io.tocsin.monitor.wire.BlockStoreCodec;
import io.tocsin.monitor.wire.ContainmentRequestCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AlertCause;
import io.tocsin.rules.containment.BlockRequest;
import io.tocsin.rules.containment.BlockState;
import io.tocsin.rules.containment.BlockState.Code;
import io.tocsin.rules.containment.BlockState.Status;
import io.tocsin.rules.containment.BudgetEpisode;
import io.tocsin.rules.containment.Source;
import io.tocsin.topology.fixture.Schemas;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlockSchemaTest {
    private static final Schemas REQUEST = Schemas.of("block-request");
    private static final Schemas STATE = Schemas.of("block-state");

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "{}",
            "[]",
            "-1",
            "1",
            "1.5",
            "999",
            "1000",
            "2592000000",
            "2592000001",
            "9223372036854775808",
            "\"\"",
            "\" \"",
            "\"x\"",
            "\"192.0.2.7\"",
            "\"2001:db8::/48\"",
            "\"block\"",
            "\"unblock\"",
            "\"lock\"",
            "\"operator:x\"",
            "\"rule:x\"",
            "\"respond:budget\"",
            "\"GRANTED\"",
            "\"high\"",
            "\"" + "x".repeat(256) + "\"",
            "\"" + "x".repeat(257) + "\"",
            "\"" + "x".repeat(4_097) + "\"");

    private static BlockRequest byAlert() {
        return new BlockRequest(
                "id",
                "default",
                Source.parse("192.0.2.1"),
                BlockRequest.Action.BLOCK,
                "5 failed logins",
                "rule:failed_logins",
                new AlertCause("uid", "id", "failed_logins", 0, Severity.MEDIUM, false),
                0);
    }

    private static BlockRequest byOperator() {
        return new BlockRequest(
                "id",
                "default",
                Source.parse("2001:db8::1"),
                BlockRequest.Action.BLOCK,
                "a ticket",
                "operator:eve",
                null,
                60_000);
    }

    @Test
    void schemaAndCodecAgreeOnRequests() throws JsonProcessingException, MalformedRecordException {
        for (BlockRequest request : List.of(byAlert(), byOperator())) {
            byte[] bytes = ContainmentRequestCodec.encode(request);
            assertEquals(request, ContainmentRequestCodec.decode(bytes));
            int accepted = new FieldByField(REQUEST, ContainmentRequestCodec::decode, VALUES)
                    .assertAgreement(new String(bytes, StandardCharsets.UTF_8));
            assertTrue(accepted > 0);
        }
    }

    @ParameterizedTest
    @EnumSource(Status.class)
    void everyStateThatIsWrittenIsValidAndReadAgain(Status status) throws MalformedRecordException {
        boolean never = status == Status.REFUSED;
        for (Code code : Code.values()) {
            BlockState state =
                    new BlockState(status, code, byOperator(), never ? null : byOperator(), never ? 0 : 9, 7);
            byte[] bytes = BlockStateCodec.encode(state);
            assertEquals(List.of(), STATE.problems(bytes));
            assertEquals(state, BlockStateCodec.decode(bytes));
            assertEquals(state, BlockStoreCodec.decodeBlock(BlockStoreCodec.encode(state)));
        }
    }

    @Test
    void anEpisodeSurvivesTheWayIntoTheStore() {
        BudgetEpisode episode = new BudgetEpisode(1, 2, 3);

        assertEquals(episode, BlockStoreCodec.decodeEpisode(BlockStoreCodec.encode(episode)));
        assertEquals("ténant", BlockStoreCodec.tenantOf(BlockStoreCodec.episodeKey("ténant")));
    }
}
