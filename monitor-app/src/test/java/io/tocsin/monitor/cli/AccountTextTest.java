package io.tocsin.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.monitor.wire.CommandResultCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountCommand.Action;
import io.tocsin.rules.containment.AccountCommand.Code;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.containment.AccountState.Change;
import io.tocsin.rules.containment.AccountState.Status;
import io.tocsin.rules.containment.CommandResult;
import io.tocsin.rules.containment.CommandResult.Outcome;
import io.tocsin.rules.containment.ReportedResult;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** What is shown of an account to people. */
class AccountTextTest {
    private static final long NOW_MS = 1_700_000_000_000L;

    private static AccountCommand command(String id, String account, Action action) {
        AccountRequest request = new AccountRequest(
                id,
                "default",
                account,
                action == Action.UNLOCK ? AccountRequest.Action.UNLOCK : AccountRequest.Action.LOCK,
                action == Action.UNLOCK ? "identity confirmed" : "stolen\u001b[2J laptop",
                "operator:eve",
                null);
        boolean isLock = action == Action.LOCK;
        return new AccountCommand(
                id, action, Code.GRANTED, request, NOW_MS, isLock ? NOW_MS + 1_800_000 : 0, isLock ? 1 : 0);
    }

    private static ReportedResult report(Outcome outcome) {
        CommandResult result = new CommandResult(
                "r1", "default", "alice", outcome, "keycloak:payments", "the provider answers 503", NOW_MS);
        return new ReportedResult(result, NOW_MS + 2_000, 7);
    }

    private static AccountState waiting(Change change) {
        AccountCommand lock = command("r1", "alice", Action.LOCK);
        return new AccountState(
                "default",
                "alice",
                Status.REQUESTED,
                lock,
                lock,
                report(Outcome.WAITING),
                change,
                change == Change.UNCONFIRMED,
                NOW_MS);
    }

    @Test
    void theListSaysWhatTheProviderSaidLast() {
        List<String> table = AccountText.table(List.of(waiting(Change.RESULT)));

        assertTrue(table.get(0).contains("PROVIDER"), table::toString);
        assertTrue(table.get(1).contains("keycloak:payments WAITING"), table::toString);
    }

    @Test
    void oneAccountIsShownWithEverythingThatIsKnown() {
        assertEquals(
                List.of(
                        "alice: REQUESTED, requested, not enforced by an identity provider",
                        "Since: 2023-11-14 22:13:20Z",
                        "Until: 2023-11-14 22:43:20Z",
                        "Reason: " + Terminal.printable("stolen\u001b[2J laptop"),
                        "Asked for by: operator:eve",
                        "Identity provider: keycloak:payments WAITING at 2023-11-14 22:13:22Z, the provider answers 503",
                        "It was not confirmed in time, and people were told."),
                AccountText.facts(waiting(Change.UNCONFIRMED)));
    }

    @Test
    void theEndOfALockIsNotShownAsDoneBeforeAProviderSaysSo() {
        AccountState released = new AccountState(
                "default",
                "alice",
                Status.RELEASED,
                command("u1", "alice", Action.UNLOCK),
                command("r1", "alice", Action.LOCK),
                NOW_MS);

        List<String> facts = AccountText.facts(released);

        assertEquals("alice: RELEASED, released by an operator, not confirmed by an identity provider", facts.get(0));
        assertTrue(facts.contains("Ended by: operator:eve, identity confirmed"), facts::toString);
        assertTrue(facts.contains("Identity provider: has said nothing of it"), facts::toString);
    }

    @Test
    void aChangeIsOneLine() {
        assertEquals(
                "2023-11-14 22:14:20Z  alice  UNCONFIRMED  REQUESTED: requested, not enforced by an identity provider;"
                        + " keycloak:payments WAITING, the provider answers 503; by operator:eve: "
                        + Terminal.printable("stolen\u001b[2J laptop"),
                AccountText.line(waiting(Change.UNCONFIRMED), NOW_MS + 60_000));
    }

    @Test
    void theHistoryHoldsOneAccountInTheOrderOfTimeAndHasABound() throws MalformedRecordException {
        AccountHistory history = new AccountHistory("default", "alice");
        assertTrue(history.isEmpty());
        history.result(
                record(CommandResultCodec.encode(report(Outcome.CONFIRMED).result()), NOW_MS + 1_000));
        history.command(record(AccountCommandCodec.encode(command("r1", "alice", Action.LOCK)), NOW_MS));
        history.command(record(AccountCommandCodec.encode(command("r1", "bob", Action.LOCK)), NOW_MS));

        List<String> lines = history.lines();
        assertEquals(3, lines.size(), lines::toString);
        assertTrue(lines.get(1).startsWith("2023-11-14 22:13:20Z  LOCK    GRANTED"), lines::toString);
        assertTrue(lines.get(2).startsWith("2023-11-14 22:13:21Z  result  CONFIRMED"), lines::toString);

        for (int i = 0; i <= AccountHistory.MOST; i++) {
            history.command(record(AccountCommandCodec.encode(command("x" + i, "alice", Action.LOCK)), NOW_MS));
        }
        assertEquals(AccountHistory.MOST, history.commands().size());
        assertEquals(
                "x" + AccountHistory.MOST,
                history.commands().get(AccountHistory.MOST - 1).id());
    }

    private static ConsumerRecord<byte[], byte[]> record(byte[] value, long appendedMs) {
        return new ConsumerRecord<>(
                "t",
                0,
                0,
                appendedMs,
                TimestampType.LOG_APPEND_TIME,
                0,
                value.length,
                new byte[0],
                value,
                new RecordHeaders(),
                Optional.empty());
    }
}
