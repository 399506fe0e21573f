package io.tocsin.topology.scenario;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.respond.RespondTopology;
import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.BlockStateCodec;
import io.tocsin.monitor.wire.ContainmentRequestCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AlertCause;
import io.tocsin.rules.containment.AlertCause.Grounds;
import io.tocsin.rules.containment.BlockRequest;
import io.tocsin.rules.containment.BlockState;
import io.tocsin.rules.containment.ContainmentPolicy;
import io.tocsin.rules.containment.ContainmentPolicy.Mode;
import io.tocsin.rules.containment.ContainmentRequest;
import io.tocsin.rules.containment.Source;
import io.tocsin.rules.match.IpNetwork;
import io.tocsin.topology.fixture.Rosters;
import io.tocsin.topology.fixture.Schemas;
import io.tocsin.topology.fixture.StageDriver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks, and what becomes of an attack that fails on purpose, through the topics of respond. */
class LockoutScenarioTest {
    private static final Topics TOPICS = new Topics("t.");
    private static final String REQUESTS = TOPICS.accountRequests();
    private static final long NOW_MS = 1_700_000_000_000L;
    private static final long HOUR_MS = 3_600_000;

    @TempDir
    Path folder;

    private StageDriver respond(String... allowed) throws Exception {
        List<IpNetwork> networks = new ArrayList<>();
        for (String each : allowed) {
            networks.add(IpNetwork.parse(each));
        }
        ContainmentPolicy policy = new ContainmentPolicy(
                Mode.ENFORCE,
                HOUR_MS / 2,
                24 * HOUR_MS,
                24 * HOUR_MS,
                Set.of("emergency"),
                0,
                HOUR_MS,
                networks,
                Set.of());
        return new StageDriver(
                RespondTopology.of(TOPICS, policy, Rosters.of("a@example.com", "b@example.com"), false), folder);
    }

    private static AlertCause cause(String id, int assetPoints, String source) {
        Grounds grounds = new Grounds("ab".repeat(32), 5, 1, 2, assetPoints, List.of(Source.parse(source)));
        return new AlertCause(id, "rule-1", "failed-logins", 2, Severity.MEDIUM, false, grounds);
    }

    private static AccountRequest lock(String account, int assetPoints, String source) {
        return new AccountRequest(
                "alert-of-" + account,
                "default",
                account,
                AccountRequest.Action.LOCK,
                "5 failed logins",
                "rule:failed-logins",
                cause("alert-of-" + account, assetPoints, source));
    }

    private static AccountRequest unlock(String account) {
        return new AccountRequest(
                "unlock-" + account,
                "default",
                account,
                AccountRequest.Action.UNLOCK,
                "ticket 4712",
                "operator:eve",
                null);
    }

    private static BlockRequest block(String id, String source) {
        return new BlockRequest(
                id,
                "default",
                Source.parse(source),
                BlockRequest.Action.BLOCK,
                "5 failed logins",
                "rule:failed-logins",
                cause(id, 0, source),
                0);
    }

    private static void ask(StageDriver respond, ContainmentRequest request, long nowMs) {
        respond.append(REQUESTS, ContainmentRequestCodec.key(request), ContainmentRequestCodec.encode(request), nowMs);
    }

    private static List<AccountCommand> commands(StageDriver respond) throws MalformedRecordException {
        List<AccountCommand> commands = new ArrayList<>();
        for (TestRecord<byte[], byte[]> each : respond.read(TOPICS.accountCommands())) {
            commands.add(AccountCommandCodec.decode(each.value()));
        }
        return commands;
    }

    private static long locks(List<AccountCommand> commands) {
        return commands.stream()
                .filter(each -> each.action() == AccountCommand.Action.LOCK)
                .count();
    }

    /** Source, status and code of what was written to {@code blocks} since the last look. */
    private static List<String> blocks(StageDriver respond) throws MalformedRecordException {
        List<String> blocks = new ArrayList<>();
        for (TestRecord<byte[], byte[]> each : respond.read(TOPICS.blocks())) {
            if (each.value() == null) {
                blocks.add(new String(each.key(), StandardCharsets.UTF_8) + " gone");
                continue;
            }
            BlockState state = BlockStateCodec.decode(each.value());
            assertArrayEquals(BlockStateCodec.key(state), each.key());
            assertEquals(List.of(), Schemas.of("block-state").problems(each.value()));
            blocks.add(state.source() + " " + state.status() + " " + state.code());
        }
        return blocks;
    }

    private static List<Alert> alerts(StageDriver respond, String topic) throws MalformedRecordException {
        List<Alert> alerts = new ArrayList<>();
        for (TestRecord<byte[], byte[]> each : respond.read(topic)) {
            assertEquals(List.of(), Schemas.of("alert").problems(each.value()));
            alerts.add(AlertCodec.decode(each.value()));
        }
        return alerts;
    }

    @Test
    void aSourceIsBlockedForAnHourThenEndsAndIsForgottenADayLater() throws Exception {
        try (StageDriver respond = respond()) {
            ask(respond, block("r1", "192.0.2.1"), NOW_MS);
            respond.tick(REQUESTS, NOW_MS + HOUR_MS - 1);
            assertEquals(List.of("192.0.2.1 BLOCKED GRANTED"), blocks(respond));

            respond.tick(REQUESTS, NOW_MS + HOUR_MS);
            respond.tick(REQUESTS, NOW_MS + HOUR_MS + 1);
            assertEquals(List.of("192.0.2.1 EXPIRED EXPIRED"), blocks(respond));

            respond.tick(REQUESTS, NOW_MS + 25 * HOUR_MS - 1);
            assertEquals(List.of(), blocks(respond));
            respond.tick(REQUESTS, NOW_MS + 25 * HOUR_MS);
            assertEquals(List.of("[\"default\",\"192.0.2.1\"] gone"), blocks(respond));
            assertEquals(0, respond.storeSize("containment-v2"));
            assertEquals(List.of(), commands(respond));
        }
    }

    @Test
    void tenThousandAccountsThatFailOnPurpose() throws Exception {
        try (StageDriver respond = respond()) {
            for (int i = 0; i < 10_000; i++) {
                String source = "203.0." + i % 200 + ".7";
                String account = i == 5 || i == 9_000 ? "emergency" : "account-" + i;
                ask(respond, lock(account, 0, source), NOW_MS + i);
            }
            List<AccountCommand> commands = commands(respond);
            assertEquals(20, locks(commands));
            assertTrue(commands.stream()
                    .filter(each -> each.request().account().equals("emergency"))
                    .allMatch(each -> each.action() == AccountCommand.Action.NONE));
            Map<String, String> blocked = new LinkedHashMap<>();
            blocks(respond).forEach(each -> blocked.put(each.split(" ")[0], each));
            assertEquals(200, blocked.size());
            assertTrue(blocked.values().stream().allMatch(each -> each.endsWith(" BLOCKED GRANTED")));

            List<Alert> alerts = alerts(respond, TOPICS.alerts());
            assertEquals(1, alerts.size());
            assertEquals(Severity.CRITICAL, alerts.get(0).severity());
            assertEquals(alerts, alerts(respond, TOPICS.alerts("incident-commander")));

            ask(respond, lock("treasury", 10, "203.0.1.7"), NOW_MS + 10_001);
            assertEquals(AccountCommand.Action.LOCK, commands(respond).get(0).action());

            commands.stream()
                    .filter(each -> each.action() == AccountCommand.Action.LOCK)
                    .map(each -> each.request().account())
                    .forEach(account -> ask(respond, unlock(account), NOW_MS + 10_002));
            assertEquals(
                    20,
                    commands(respond).stream()
                            .filter(each -> each.action() == AccountCommand.Action.UNLOCK)
                            .count());

            respond.tick(REQUESTS, NOW_MS + 9_999 + ContainmentPolicy.BUDGET_WINDOW_MS);
            respond.tick(REQUESTS, NOW_MS + 10_999 + ContainmentPolicy.BUDGET_WINDOW_MS);
            List<Alert> closed = alerts(respond, TOPICS.alerts());
            assertEquals(1, closed.size());
            assertEquals(Alert.Activity.CLOSE, closed.get(0).activity());
            assertEquals(alerts.get(0).uid(), closed.get(0).uid());
            assertEquals(9_978, closed.get(0).count());
        }
    }

    @Test
    void anAllowedNetworkIsNeverBlockedAndItsFailuresLockNobody() throws Exception {
        try (StageDriver respond = respond("198.51.100.0/24")) {
            ask(respond, block("r1", "198.51.100.9"), NOW_MS);
            ask(respond, lock("alice", 0, "198.51.100.9"), NOW_MS);

            assertEquals(List.of("198.51.100.9 REFUSED ALLOWED"), blocks(respond));
            AccountCommand command = commands(respond).get(0);
            assertEquals(AccountCommand.Code.ALLOWED, command.code());
            assertEquals(AccountCommand.Action.NONE, command.action());
        }
    }

    @Test
    void aNetworkThatIsAllowedFromTheNextStartOnLiftsLocksAndBlocks() throws Exception {
        Map<Bytes, byte[]> stored;
        try (StageDriver respond = respond()) {
            ask(respond, block("r1", "198.51.100.9"), NOW_MS);
            ask(respond, block("r2", "192.0.2.1"), NOW_MS);
            ask(respond, lock("alice", 0, "198.51.100.9"), NOW_MS);
            ask(respond, lock("bob", 0, "192.0.2.1"), NOW_MS);
            stored = respond.contents("containment-v2");
        }
        try (StageDriver respond = respond("198.51.100.0/24")) {
            respond.restore("containment-v2", stored);
            respond.tick(REQUESTS, NOW_MS + 10_000);
            respond.tick(REQUESTS, NOW_MS + 20_000);

            assertEquals(List.of("198.51.100.9 RELEASED ALLOWED"), blocks(respond));
            List<AccountCommand> commands = commands(respond);
            assertEquals(1, commands.size());
            assertEquals("alice", commands.get(0).request().account());
            assertEquals(AccountCommand.Action.UNLOCK, commands.get(0).action());
            assertEquals(AccountCommand.Code.ALLOWED, commands.get(0).code());
            assertNull(respond.read(TOPICS.alerts()).stream().findFirst().orElse(null));
        }
    }
}
