package io.tocsin.monitor.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.monitor.config.LookupConfig;
import io.tocsin.monitor.config.LookupConfig.OnFailure;
import io.tocsin.monitor.web.WebAnswer;
import io.tocsin.monitor.web.WebRequest;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountCommand.Action;
import io.tocsin.rules.containment.AccountCommand.Code;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.event.AccountName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AccountQueryTest {
    private static final long LOCKED_MS = 1_000;
    private static final long UNTIL_MS = 61_000;

    private final LockedAccounts accounts = new LockedAccounts();
    private long clockMs = 5_000;
    private long nanoTime = Long.MAX_VALUE - 1;
    private final AccountQuery query = new AccountQuery(
            accounts,
            new LookupConfig(
                    "127.0.0.1", 0, Optional.empty(), OnFailure.OPEN, Map.of("bank", OnFailure.CLOSED), Map.of()),
            AccountName::folded,
            () -> Instant.ofEpochMilli(clockMs),
            () -> nanoTime);

    private static AccountState state(String tenant, String account, AccountState.Status status) {
        AccountRequest request = new AccountRequest(
                "r1", tenant, account, AccountRequest.Action.LOCK, "a ticket", "operator:ann", null, 60_000, false);
        AccountCommand lock = new AccountCommand("r1", Action.LOCK, Code.GRANTED, request, LOCKED_MS, UNTIL_MS, 0);
        return new AccountState(tenant, account, status, lock, lock, LOCKED_MS);
    }

    private void take(AccountState state) {
        accounts.take(new LockedAccounts.Located(state, 3, 17));
    }

    private void pass(long ms) {
        nanoTime += TimeUnit.MILLISECONDS.toNanos(ms);
    }

    private WebAnswer ask(Map<String, List<String>> parameters) {
        return query.apply(new WebRequest(false, "/v1/account", parameters, Map.of(), "127.0.0.1"));
    }

    private WebAnswer ask(String tenant, String account) {
        return ask(Map.of("tenant", List.of(tenant), "account", List.of(account)));
    }

    private static String body(WebAnswer answer) {
        return new String(((WebAnswer.Whole) answer.body()).bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aLockIsToldWithItsStateItsPlaceAndItsAge() {
        take(state("default", "alice", AccountState.Status.REQUESTED));
        accounts.freshness().readUpTo(nanoTime);
        // The count of nanoseconds may overflow at any moment.
        pass(1_500);

        WebAnswer answer = ask(Map.of("account", List.of("alice")));

        assertEquals(200, answer.status());
        assertEquals(
                "{\"tenant\":\"default\",\"account\":\"alice\",\"locked\":true,\"status\":\"REQUESTED\","
                        + "\"statusDetail\":\"" + AccountState.Status.REQUESTED.meaning() + "\","
                        + "\"commandId\":\"r1\",\"untilMs\":61000,\"changedAtMs\":1000,"
                        + "\"partition\":3,\"offset\":17,\"ageMs\":1500}",
                body(answer));
    }

    @Test
    void anAccountWithoutALockIsSaidToHaveNone() {
        take(state("default", "alice", AccountState.Status.CONFIRMED));
        accounts.freshness().readUpTo(nanoTime);

        assertEquals(
                "{\"tenant\":\"other\",\"account\":\"alice\",\"locked\":false,\"status\":\"NONE\","
                        + "\"statusDetail\":\"Tocsin holds no lock of this account\",\"ageMs\":0}",
                body(ask("other", "alice")));
        assertEquals(1, accounts.size());
    }

    @Test
    void whateverTheSpellingTheAccountIsOne() {
        take(state("default", "admin", AccountState.Status.CONFIRMED));
        accounts.freshness().readUpTo(nanoTime);

        assertEquals(body(ask("default", "admin")), body(ask("default", "ADMIN")));
        assertEquals(true, body(ask("default", "ADMIN")).contains("\"account\":\"admin\",\"locked\":true"));
    }

    @Test
    void aLockThatWasLiftedRanOutOrIsForgottenIsGone() {
        for (AccountState.Status over : List.of(AccountState.Status.RELEASED, AccountState.Status.EXPIRED)) {
            take(state("default", "alice", AccountState.Status.CONFIRMED));
            take(state("default", "alice", over));
            assertEquals(0, accounts.size(), over.name());
        }
        take(state("default", "alice", AccountState.Status.CONFIRMED));
        accounts.forget("default", "alice");
        assertEquals(0, accounts.size());
    }

    @Test
    void aLockWhoseTimeIsOverHoldsNoMoreEvenIfNobodyHasNotedIt() {
        take(state("default", "alice", AccountState.Status.CONFIRMED));
        accounts.freshness().readUpTo(nanoTime);

        clockMs = UNTIL_MS - 1;
        assertEquals(true, body(ask("default", "alice")).contains("\"locked\":true"));
        clockMs = UNTIL_MS;
        assertEquals(true, body(ask("default", "alice")).contains("\"locked\":false"));
    }

    @Test
    void whatIsOlderThanTwoSecondsIsNoAnswer() {
        accounts.freshness().readUpTo(nanoTime);
        pass(Freshness.LONGEST_AGE_MS);
        assertEquals(200, ask("default", "alice").status());
        pass(1);

        WebAnswer open = ask("default", "alice");
        WebAnswer closed = ask("bank", "alice");

        assertEquals(503, open.status());
        assertEquals(Map.of("Retry-After", "1"), open.headers());
        assertEquals(
                "{\"error\":\"stale\",\"detail\":\"what is known is 2001 ms old; 2000 are allowed\",\"onFailure\":\"open\"}",
                body(open));
        assertEquals(503, closed.status());
        assertEquals(true, body(closed).endsWith("\"onFailure\":\"closed\"}"));
    }

    @Test
    void whatHasNotBeenReadToTheEndIsNoAnswer() {
        take(state("default", "alice", AccountState.Status.CONFIRMED));
        assertEquals(503, ask("default", "alice").status());

        accounts.freshness().readUpTo(nanoTime);
        assertEquals(200, ask("default", "alice").status());

        accounts.freshness().clear();
        accounts.clear();
        assertEquals(503, ask("default", "alice").status());
        assertEquals(0, accounts.size());
    }

    @Test
    void aQuestionThatIsNotOneIsRefused() {
        accounts.freshness().readUpTo(nanoTime);

        assertEquals(400, ask(Map.of()).status());
        assertEquals(400, ask(Map.of("account", List.of("a", "b"))).status());
        assertEquals(
                400,
                ask(Map.of("account", List.of("a"), "acount", List.of("b"))).status());
        assertEquals(
                400,
                ask(Map.of("account", List.of("a"), "tenant", List.of("b", "c")))
                        .status());
    }
}
