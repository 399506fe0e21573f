package io.tocsin.topology.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.monitor.wire.AccountRequestCodec;
import io.tocsin.monitor.wire.AccountStateCodec;
import io.tocsin.monitor.wire.CommandResultCodec;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountCommand.Action;
import io.tocsin.rules.containment.AccountCommand.Code;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.containment.AccountState.Status;
import io.tocsin.rules.containment.AlertCause;
import io.tocsin.rules.containment.CommandResult;
import io.tocsin.rules.containment.CommandResult.Outcome;
import io.tocsin.rules.containment.Review;
import io.tocsin.rules.containment.Source;
import io.tocsin.topology.fixture.Schemas;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccountSchemaTest {
    private static final Schemas REQUEST = Schemas.of("account-request");
    private static final Schemas COMMAND = Schemas.of("account-command");
    private static final Schemas RESULT = Schemas.of("command-result");
    private static final Schemas STATE = Schemas.of("account-state");

    /** Values that some field accepts and most refuse; account ids may be empty, reasons may not be blank. */
    private static final List<String> VALUES = new ArrayList<>(List.of(
            "null",
            "true",
            "{}",
            "[]",
            "-1",
            "0",
            "1",
            "2",
            "1.5",
            "9223372036854775807",
            "9223372036854775808",
            "\"\"",
            "\" \"",
            "\"x\"",
            "\"lock\"",
            "\"unlock\"",
            "\"step-up\"",
            "\"close\"",
            "\"not-done\"",
            "\"contest\"",
            "\"lift\"",
            "\"none\"",
            "\"LOCK\"",
            "1000",
            "10",
            "15",
            "16",
            "999",
            "2592000000",
            "2592000001",
            "\"operator:\"",
            "\"operator:x\"",
            "\"operator:\\n\"",
            "\"rule:x\"",
            "\"respond:expiry\"",
            "\"respond:result\"",
            "\"GRANTED\"",
            "\"CONFIRMED\"",
            "\"DUPLICATE\"",
            "\"REQUESTED\"",
            "\"EXPIRED\"",
            "\"high\"",
            "\"High\"",
            "\"" + "x".repeat(256) + "\"",
            "\"" + "x".repeat(257) + "\"",
            "\"" + "x".repeat(293) + "\"",
            "\"" + "x".repeat(294) + "\"",
            "\"" + "x".repeat(1_024) + "\"",
            "\"" + "x".repeat(1_025) + "\"",
            "\"" + "x".repeat(4_096) + "\"",
            "\"" + "x".repeat(4_097) + "\""));

    @Test
    void schemaAndCodecAgreeOnRequests() throws JsonProcessingException {
        assertAgreement(REQUEST, AccountRequestCodec::decode, AccountRequestCodec.encode(byAlert("alice")));
        assertAgreement(REQUEST, AccountRequestCodec::decode, AccountRequestCodec.encode(byOperator()));
        assertAgreement(REQUEST, AccountRequestCodec::decode, AccountRequestCodec.encode(forced()));
        assertAgreement(REQUEST, AccountRequestCodec::decode, AccountRequestCodec.encode(byResult()));
    }

    @ParameterizedTest
    @EnumSource(Action.class)
    void schemaAndCodecAgreeOnCommands(Action action) throws JsonProcessingException {
        byte[] command = AccountCommandCodec.encode(command(action, Code.GRANTED));
        // JSON Schema can't compare when a lock ends with when it began.
        List<String> values = new ArrayList<>(VALUES);
        values.removeAll(List.of(
                "-1",
                "0",
                "1",
                "2",
                "10",
                "15",
                "16",
                "999",
                "1000",
                "2592000000",
                "2592000001",
                "9223372036854775807"));
        int accepted = new FieldByField(COMMAND, AccountCommandCodec::decode, values)
                .assertAgreement(new String(command, StandardCharsets.UTF_8));
        assertTrue(accepted > 0);
    }

    @ParameterizedTest
    @EnumSource(Code.class)
    void everyCommandThatIsWrittenIsValid(Code code) {
        for (Action action : Action.values()) {
            assertEquals(List.of(), COMMAND.problems(AccountCommandCodec.encode(command(action, code))));
        }
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void schemaAndCodecAgreeOnResults(Outcome outcome) throws JsonProcessingException {
        CommandResult result = new CommandResult(
                "id", "default", "alice", outcome, "keycloak:payments", "disabled, no session left", 7, "4711", "W/3");
        assertAgreement(RESULT, CommandResultCodec::decode, CommandResultCodec.encode(result));
    }

    @ParameterizedTest
    @EnumSource(Status.class)
    void everyStateThatIsWrittenIsValid(Status status) {
        AccountCommand lock = command(Action.LOCK, Code.GRANTED);
        AccountCommand last = status.isLocked() ? lock : command(Action.UNLOCK, Code.GRANTED);
        AccountState state = new AccountState("default", "alice", status, last, lock, 7);
        assertEquals(List.of(), STATE.problems(AccountStateCodec.encode(state)));
        AccountCommand contested = command(Action.NONE, Code.CONTESTED);
        for (Review review :
                List.of(new Review(contested, null), new Review(contested, command(Action.UNLOCK, Code.LIFTED)))) {
            AccountState reviewed = new AccountState(
                    "default", "alice", status, last, lock, null, review, AccountState.Change.REVIEW, false, 7);
            assertEquals(List.of(), STATE.problems(AccountStateCodec.encode(reviewed)));
        }
    }

    private static void assertAgreement(Schemas schema, FieldByField.Codec codec, byte[] full)
            throws JsonProcessingException {
        int accepted =
                new FieldByField(schema, codec, VALUES).assertAgreement(new String(full, StandardCharsets.UTF_8));
        assertTrue(accepted > 0);
    }

    private static AccountCommand command(Action action, Code code) {
        return new AccountCommand(
                "id", action, code, byAlert("alice"), 1, action.isTimed() ? 2 : 0, action == Action.LOCK ? 1 : 0);
    }

    private static AccountRequest byAlert(String account) {
        AlertCause cause = new AlertCause(
                "ab".repeat(32),
                "id",
                "failed_logins",
                0,
                Severity.MEDIUM,
                false,
                new AlertCause.Grounds(
                        "cd".repeat(32),
                        5,
                        -1,
                        0,
                        10,
                        List.of(Source.parse("192.0.2.1"), Source.parse("2001:db8::1"))));
        return new AccountRequest(
                "id", "default", account, AccountRequest.Action.LOCK, "5 failed logins", "rule:failed_logins", cause);
    }

    private static AccountRequest forced() {
        return new AccountRequest(
                "id",
                "default",
                "root",
                AccountRequest.Action.LOCK,
                "stolen laptop",
                "operator:bob",
                null,
                3_600_000,
                true);
    }

    private static AccountRequest byResult() {
        return new AccountRequest(
                "id:undone",
                "default",
                "alice",
                AccountRequest.Action.NOT_DONE,
                "scim:hr: gone",
                "respond:result",
                byAlert("alice").alert());
    }

    private static AccountRequest byOperator() {
        return new AccountRequest(
                "id", "default", "", AccountRequest.Action.UNLOCK, "proved who she is", "operator:bob", null);
    }
}
