package io.tocsin.monitor.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountMemory;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.containment.AlertCause;
import io.tocsin.rules.containment.CommandResult;
import io.tocsin.rules.containment.CommandResult.Outcome;
import io.tocsin.rules.containment.LockBudget;
import io.tocsin.rules.containment.LockBudget.Spent;
import io.tocsin.rules.containment.Review;
import io.tocsin.rules.containment.Source;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountCodecsTest {

    private static final AccountRequest REQUEST = new AccountRequest(
            "r1",
            "default",
            " 0101\u0000\"é\uD83D\uDE00",
            AccountRequest.Action.LOCK,
            "5 failed logins in 5 min",
            "rule:failed-logins",
            new AlertCause("uid", "rule-1", "failed-logins", 1_700_000_000_000L, Severity.HIGH, false));
    private static final AccountCommand LOCK = new AccountCommand(
            "r1",
            AccountCommand.Action.LOCK,
            AccountCommand.Code.GRANTED,
            REQUEST,
            1_700_000_000_500L,
            1_700_001_800_500L,
            3);

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String reason(String json) {
        return String.valueOf(assertThrows(MalformedRecordException.class, () -> AccountRequestCodec.decode(utf8(json)))
                .getMessage());
    }

    @Test
    void aRequestIsWrittenInFixedOrder() {
        AccountRequest operators = new AccountRequest(
                "o1", "default", "alice", AccountRequest.Action.UNLOCK, "asked by phone", "operator:eve", null);

        assertEquals(
                "{\"version\":1,\"id\":\"o1\",\"tenant\":\"default\",\"account\":\"alice\",\"action\":\"unlock\","
                        + "\"reason\":\"asked by phone\",\"requestedBy\":\"operator:eve\"}",
                new String(AccountRequestCodec.encode(operators), StandardCharsets.UTF_8));
        assertEquals("default", new String(AccountRequestCodec.key(operators), StandardCharsets.UTF_8));
    }

    @Test
    void theGroundsOfAnAlertSurviveTheWay() throws MalformedRecordException {
        AlertCause cause = new AlertCause(
                "uid",
                "rule-1",
                "failed-logins",
                1,
                Severity.HIGH,
                false,
                new AlertCause.Grounds("00ff", 7, -5, 1, 15, List.of(Source.parse("192.0.2.1"))));
        AccountRequest request = new AccountRequest(
                "r1", "default", "alice", AccountRequest.Action.LOCK, "5 failed logins", "rule:failed-logins", cause);
        String json = new String(AccountRequestCodec.encode(request), StandardCharsets.UTF_8);

        assertEquals(request, AccountRequestCodec.decode(utf8(json)));
        assertEquals(
                "an alert names 33 sources; at most 32 are allowed",
                reason(json.replace("[\"192.0.2.1\"", "[" + "\"192.0.2.1\",".repeat(32) + "\"192.0.2.1\"")));
        assertEquals(
                "`192.0.0.0/8` has a prefix of 8 bits; a source has at least 16 of IPv4 or 32 of IPv6",
                reason(json.replace("192.0.2.1", "192.0.0.0/8")));
    }

    @Test
    void anOperatorsLengthAndForceSurviveTheWay() throws MalformedRecordException {
        AccountRequest forced = new AccountRequest(
                "o1",
                "default",
                "root",
                AccountRequest.Action.LOCK,
                "stolen laptop",
                "operator:eve",
                null,
                3_600_000,
                true);
        String json = new String(AccountRequestCodec.encode(forced), StandardCharsets.UTF_8);

        assertTrue(json.endsWith("\"requestedBy\":\"operator:eve\",\"durationMs\":3600000,\"force\":true}"), json);
        assertEquals(forced, AccountRequestCodec.decode(utf8(json)));
        assertEquals(
                "the field durationMs is 0; leave it out where the policy says how long",
                reason(json.replace("3600000", "0")));
        assertEquals(
                "the field force is false; leave it out where nothing is forced",
                reason(json.replace("true", "false")));
        assertEquals(
                "the lock is to last 999 ms; 1000 to 2592000000 are allowed", reason(json.replace("3600000", "999")));
    }

    @Test
    void nobodyAsksInTheNameOfRespond() {
        AccountRequest forged = new AccountRequest(
                "o1", "default", "alice", AccountRequest.Action.UNLOCK, "over", AccountRequest.EXPIRY, null);

        assertEquals(
                "requestedBy begins with respond:, which is nobody's but respond's own",
                reason(new String(AccountRequestCodec.encode(forged), StandardCharsets.UTF_8)));
    }

    @Test
    void aReviewSurvivesTheWay() throws MalformedRecordException {
        AccountRequest contest = new AccountRequest(
                "o2", "default", REQUEST.account(), AccountRequest.Action.CONTEST, "was away", "operator:eve", null);
        AccountRequest lift = new AccountRequest(
                "o3", "default", REQUEST.account(), AccountRequest.Action.LIFT, "right", "operator:bob", null);
        AccountCommand contested = new AccountCommand(
                "o2", AccountCommand.Action.NONE, AccountCommand.Code.CONTESTED, contest, 1_000, 0, 0);
        AccountCommand lifted =
                new AccountCommand("o3", AccountCommand.Action.NONE, AccountCommand.Code.LIFTED, lift, 61_000, 0, 0);
        for (Review review : List.of(new Review(contested, null), new Review(contested, lifted))) {
            AccountState state = new AccountState(
                    "default",
                    REQUEST.account(),
                    AccountState.Status.REQUESTED,
                    LOCK,
                    LOCK,
                    null,
                    review,
                    AccountState.Change.REVIEW,
                    false,
                    61_000);
            byte[] bytes = AccountStateCodec.encode(state);
            assertEquals(state, AccountStateCodec.decode(bytes));
            assertEquals(!review.isDue(), new String(bytes, StandardCharsets.UTF_8).contains("\"tookMs\":60000"));
        }
    }

    @Test
    void requestsCommandsAndStatesSurviveTheWay() throws MalformedRecordException {
        AccountState state = new AccountState(
                "default", REQUEST.account(), AccountState.Status.REQUESTED, LOCK, LOCK, 1_700_000_000_500L);

        assertEquals(REQUEST, AccountRequestCodec.decode(AccountRequestCodec.encode(REQUEST)));
        assertEquals(LOCK, AccountCommandCodec.decode(AccountCommandCodec.encode(LOCK)));
        assertEquals(state, AccountStateCodec.decode(AccountStateCodec.encode(state)));
        assertArrayEquals(AccountCommandCodec.key(LOCK), AccountStateCodec.key(state));
    }

    @Test
    void aResultSurvivesTheWayWithAndWithoutWhatTheProviderCallsTheAccount() throws MalformedRecordException {
        CommandResult known = new CommandResult(
                "r1",
                "default",
                "al\u0000é",
                Outcome.CONFIRMED,
                "scim:hr",
                "disabled, no session left",
                7,
                "4711",
                "W/3");
        CommandResult unknown =
                new CommandResult("r1", "default", "alice", Outcome.WAITING, "scim:hr", "the provider answers 503", -1);

        assertEquals(known, CommandResultCodec.decode(CommandResultCodec.encode(known)));
        assertEquals(
                "{\"version\":1,\"commandId\":\"r1\",\"tenant\":\"default\",\"account\":\"alice\",\"outcome\":\"WAITING\","
                        + "\"provider\":\"scim:hr\",\"detail\":\"the provider answers 503\",\"observedAtMs\":-1}",
                new String(CommandResultCodec.encode(unknown), StandardCharsets.UTF_8));
        assertEquals(unknown, CommandResultCodec.decode(CommandResultCodec.encode(unknown)));
        assertArrayEquals(AccountKey.of("default", "alice"), CommandResultCodec.key(unknown));
    }

    @Test
    void whatIsNotAResultIsRefusedWithAReason() {
        String good = "{\"version\":1,\"commandId\":\"c\",\"tenant\":\"t\",\"account\":\"a\",\"outcome\":\"FAILED\","
                + "\"provider\":\"p\",\"detail\":\"d\",\"observedAtMs\":1}";

        assertEquals(
                "a command's result needs the command's id, a tenant, a provider and a detail",
                resultReason(good.replace("\"d\"", "\" \"")));
        assertEquals(
                "the field outcome is \"DONE\"; allowed are WAITING, ACTING, CONFIRMED, ALREADY, NO_SUCH_ACCOUNT,"
                        + " FAILED, EXPIRED, KEPT",
                resultReason(good.replace("FAILED", "DONE")));
        assertEquals(
                "the field detail has 1025 characters; at most 1024 are allowed",
                resultReason(good.replace("\"d\"", "\"" + "d".repeat(1_025) + "\"")));
        assertEquals(
                "the field providerVersion is empty; leave it out where it isn't known",
                resultReason(good.replace("}", ",\"providerVersion\":\"\"}")));
    }

    private static String resultReason(String json) {
        return String.valueOf(assertThrows(MalformedRecordException.class, () -> CommandResultCodec.decode(utf8(json)))
                .getMessage());
    }

    @Test
    void theKeyOfAnAccountIsACompactArray() {
        assertEquals(
                "[\"default\",\"al\\\"ice\"]", new String(AccountKey.of("default", "al\"ice"), StandardCharsets.UTF_8));
    }

    @Test
    void theIdOfAnExpiryMayBeLongerThanAnyRequests() throws MalformedRecordException {
        String id = "i".repeat(AccountRequestCodec.MAX_NAME_LENGTH) + AccountCommand.EXPIRED_SUFFIX;
        AccountRequest request = new AccountRequest(
                id, "default", "alice", AccountRequest.Action.UNLOCK, "over", "respond:expiry", null);
        AccountCommand expired = new AccountCommand(
                id, AccountCommand.Action.UNLOCK, AccountCommand.Code.EXPIRED, request, 1_700_000_000_000L, 0, 0);

        assertEquals(expired, AccountCommandCodec.decode(AccountCommandCodec.encode(expired)));
        assertThrows(
                MalformedRecordException.class, () -> AccountRequestCodec.decode(AccountRequestCodec.encode(request)));
    }

    @Test
    void anAccountIsAsLongAsAUserIdMayBe() throws MalformedRecordException {
        AccountRequest longest = requestFor("é".repeat(EventCodec.MAX_NAME_CHARS));

        assertEquals(longest, AccountRequestCodec.decode(AccountRequestCodec.encode(longest)));
        assertEquals(
                "the field account has 1025 characters; at most 1024 are allowed",
                assertThrows(
                                MalformedRecordException.class,
                                () -> AccountRequestCodec.decode(
                                        AccountRequestCodec.encode(requestFor("a".repeat(1_025)))))
                        .getMessage());
    }

    private static AccountRequest requestFor(String account) {
        return new AccountRequest("id", "default", account, AccountRequest.Action.UNLOCK, "why", "operator:eve", null);
    }

    @Test
    void whatIsNotARequestIsRefusedWithAReason() {
        String good = "{\"version\":1,\"id\":\"o1\",\"tenant\":\"t\",\"account\":\"a\",\"action\":\"unlock\","
                + "\"reason\":\"r\",\"requestedBy\":\"operator:eve\"}";

        assertEquals("the field id is missing", reason(good.replace("\"id\"", "\"ID\"")));
        assertEquals("the field \"more\" isn't known", reason(good.replace("{", "{\"more\":1,")));
        assertEquals("the field \"\\u001b[2J\" isn't known", reason(good.replace("{", "{\"\\u001b[2J\":1,")));
        assertEquals(
                "the field action is \"erase\"; allowed are lock, unlock, step-up, close, not-done, no-such-account, contest, uphold, lift",
                reason(good.replace("\"unlock\"", "\"erase\"")));
        assertEquals("the field account has half of a surrogate pair", reason(good.replace("\"a\"", "\"\\ud800\"")));
        assertEquals(
                "the field id has 300 characters; at most 256 are allowed",
                reason(good.replace("o1", "x".repeat(300))));
        assertEquals("a request needs an id, a tenant, a reason and who asks", reason(good.replace("\"r\"", "\" \"")));
        assertEquals("version 2 isn't known; only 1 is", reason(good.replace(":1,", ":2,")));
    }

    @Test
    void storedStateSurvivesTheWay() {
        AccountMemory memory = new AccountMemory(
                LOCK, 3, true, 2, 1_700_088_200_500L, List.of("r0", "r1"), 1_700_000_000_500L, null, null, List.of());
        LockBudget budget = new LockBudget(List.of(
                new Spent(1, false, List.of(), -7),
                new Spent(2, true, List.of(0xc00002L, 0x20010db800000000L), 0),
                new Spent(Long.MAX_VALUE, false, List.of(-1L), 0)));
        byte[] ofBefore =
                ByteBuffer.allocate(17).put((byte) 2).putLong(7).putLong(8).array();

        AccountRequest contest = new AccountRequest(
                "o2", "default", "alice", AccountRequest.Action.CONTEST, "was travelling", "operator:eve", null);
        AccountCommand contested = new AccountCommand(
                "o2", AccountCommand.Action.NONE, AccountCommand.Code.CONTESTED, contest, 1_700_000_000_501L, 0, 0);
        AccountMemory due =
                new AccountMemory(null, 0, false, 0, 0, List.of("r1"), 1_700_000_000_501L, LOCK, contested, List.of());
        AccountMemory held = new AccountMemory(LOCK, 3, false, 1, 5, List.of("r1"), 4, null, null, List.of(LOCK));

        assertEquals(memory, ContainmentStateCodec.decodeMemory(ContainmentStateCodec.encode(memory)));
        assertEquals(held, ContainmentStateCodec.decodeMemory(ContainmentStateCodec.encode(held)));
        assertEquals(due, ContainmentStateCodec.decodeMemory(ContainmentStateCodec.encode(due)));
        assertEquals(
                AccountMemory.NONE,
                ContainmentStateCodec.decodeMemory(ContainmentStateCodec.encode(AccountMemory.NONE)));
        assertEquals(budget, ContainmentStateCodec.decodeBudget(ContainmentStateCodec.encode(budget)));
        assertEquals(
                new LockBudget(List.of(new Spent(7, false, List.of(), 0), new Spent(8, false, List.of(), 0))),
                ContainmentStateCodec.decodeBudget(ofBefore));
    }

    @Test
    void theDueIndexIsOrderedByTimeAndNamesItsAccount() {
        AccountMemory free = new AccountMemory(null, 0, false, 1, 86_400_005, List.of(), 0, null, null, List.of());
        var account = ContainmentStateCodec.accountKey("default", "alice");

        var due = ContainmentStateCodec.dueKey(free, account);

        assertEquals(account, ContainmentStateCodec.accountOf(due));
        assertTrue(due.compareTo(ContainmentStateCodec.firstForget()) > 0);
        assertTrue(due.compareTo(ContainmentStateCodec.afterForgets(free.dueAtMs() - 1)) > 0);
        assertTrue(due.compareTo(ContainmentStateCodec.afterForgets(free.dueAtMs())) < 0);
    }
}
