package io.tocsin.topology.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.ingest.EventSender;
import io.tocsin.monitor.ingest.SendException;
import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.event.ApiResponseEvent;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.event.WebhookEvent;
import io.tocsin.rules.event.WebhookEvent.Signature;
import io.tocsin.topology.fixture.Outcome;
import io.tocsin.topology.fixture.RunFolder;
import io.tocsin.topology.fixture.Ticks;
import io.tocsin.topology.fixture.TocsinProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The platform's thresholds, to the event and to the millisecond, through the real program: what is below them stays
 * silent, what reaches them alerts exactly once and when due, and only logins lock accounts.
 */
class ThresholdsRunTest {

    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);
    private static final String DEFAULT = EventId.DEFAULT_TENANT;
    /** Locks of a tenant of their own, so that its budget is spent by them alone. */
    private static final String CROWDED = "crowded";

    /** The thresholds of the requirement; what other rules see in the same events is their tests' matter. */
    private static final Set<String> REQUIRED =
            Set.of("failed_logins_per_user", "api_errors_per_client", "suspicious_activity_per_actor");

    @TempDir
    private Path temp;

    /** The end of what happened: long enough ago that every episode is over at the next tick. */
    private final long endMs = System.currentTimeMillis() - 1_200_000;

    private final Map<String, Long> due = new TreeMap<>();
    private final List<SecurityEvent> events = new ArrayList<>();
    private int ids;

    @Test
    void eachThresholdFiresExactlyWhenDue() throws Exception {
        given();
        RunFolder folder = new RunFolder(temp);
        Path config = folder.configure("detect: {stale_after: never}", "respond: {break_glass: [emergency]}");
        try (TocsinProcess run = TocsinProcess.running(temp, config)) {
            send(folder);
            Map<String, String> client = folder.client();
            Ticks.close(
                    client,
                    events.stream().map(event -> event.eventId().source()).collect(Collectors.toSet()));
            Supplier<Outcome> soFar = () -> Outcome.read(client).of(REQUIRED);
            RunFolder.await(
                    () -> "all episodes closed: " + missing(soFar.get()),
                    Duration.ofMinutes(2),
                    () -> missing(soFar.get()).isEmpty());
            folder.awaitDrained(Duration.ofMinutes(2), TOPICS.accounts(), TOPICS.notificationOutcomes());
            Outcome outcome = Outcome.read(client).of(REQUIRED);

            assertEquals(due, crossings(outcome));
            assertEquals(100, of(outcome, "slow").count(), "one failure every 70 s, a hundred times, is one episode");
            for (String role : List.of("technical-lead", "incident-commander")) {
                assertEquals(outcome.alerts().keySet(), uids(client, TOPICS.alerts(role)), role);
            }
            assertLocks(client);
            assertShown(config);
            run.stop().expect(0);
        }
    }

    private void given() {
        failures("four", 4, endMs, 1_000);
        due("userId=five", failures("five", 5, endMs, 1_000).get(4));
        due("userId=six", failures("six", 6, endMs, 1_000).get(4));
        List<Long> inside = List.of(endMs - 299_999, endMs - 3, endMs - 2, endMs - 1, endMs);
        inside.forEach(time -> fail(DEFAULT, "inside", time));
        due("userId=inside", endMs);
        List.of(endMs - 300_000, endMs - 3, endMs - 2, endMs - 1, endMs)
                .forEach(time -> fail(DEFAULT, "outside", time));
        due("userId=slow", failures("slow", 100, endMs, 70_000).get(4));
        due("userId=emergency", failures("emergency", 5, endMs, 1_000).get(4));
        for (int i = 0; i < 21; i++) {
            for (int j = 0; j < 5; j++) {
                fail(CROWDED, "crowd" + i, endMs - 4 + j);
            }
            due("userId=crowd" + i, endMs);
        }
        apiErrors("quiet", 99);
        due("clientId=noisy", apiErrors("noisy", 100));
        suspicious("192.0.2.9", 9);
        due("sourceIp=192.0.2.10", suspicious("192.0.2.10", 10));
    }

    private void due(String group, long timeMs) {
        due.put(group, timeMs);
    }

    private List<Long> failures(String user, int times, long lastMs, long everyMs) {
        List<Long> moments = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            moments.add(lastMs - (times - 1 - i) * everyMs);
        }
        moments.forEach(moment -> fail(DEFAULT, user, moment));
        return moments;
    }

    /** Every failure comes from an address of its own, so that only users cross the threshold. */
    private void fail(String tenant, String user, long timeMs) {
        // Each from a network of its own: one network has but half of the lock budget.
        String address = "10." + ids % 256 + "." + ids / 256 % 256 + "." + ids / 65_536;
        events.add(new LoginEvent(id(tenant, "idp-" + user), timeMs, null, user, false, address, null));
    }

    private long apiErrors(String client, int times) {
        long lastMs = 0;
        for (int i = 0; i < times; i++) {
            lastMs = endMs - 59_999 + i * 59_999L / (times - 1);
            for (int status : new int[] {200, i % 2 == 0 ? 400 : 503}) {
                events.add(new ApiResponseEvent(
                        id(DEFAULT, "api-" + client), lastMs, null, client, "GET", "/orders", status, null, null));
            }
        }
        return lastMs;
    }

    private long suspicious(String actor, int times) {
        long lastMs = 0;
        for (int i = 0; i < times; i++) {
            lastMs = endMs - 599_999 + i * 599_999L / (times - 1);
            events.add(activity(actor, lastMs, i % 5));
            events.add(new ApiResponseEvent(
                    id(DEFAULT, "api-" + actor), lastMs, null, "shop", "GET", "/orders", 403, actor, null));
        }
        return lastMs;
    }

    private SecurityEvent activity(String actor, long timeMs, int kind) {
        EventId id = id(DEFAULT, (kind == 4 ? "api-" : "hooks-") + actor);
        return switch (kind) {
            case 0 -> new WebhookEvent(id, timeMs, null, "shop", Signature.INVALID, false, true, actor, null, null);
            case 1 -> new WebhookEvent(id, timeMs, null, "shop", Signature.MISSING, false, true, actor, null, null);
            case 2 -> new WebhookEvent(id, timeMs, null, "shop", Signature.VALID, true, true, actor, null, null);
            case 3 -> new WebhookEvent(id, timeMs, null, "shop", Signature.VALID, false, false, actor, null, null);
            default -> new ApiResponseEvent(id, timeMs, null, "shop", "GET", "/admin/keys", 403, actor, null);
        };
    }

    private EventId id(String tenant, String source) {
        ids++;
        return new EventId(tenant, source, String.format("%08d", ids));
    }

    private void send(RunFolder folder) throws Exception {
        try (EventSender sender = new EventSender(folder.client(), TOPICS)) {
            for (SecurityEvent event : events) {
                sender.send(event);
            }
            sender.flush();
        } catch (SendException e) {
            throw new AssertionError(e);
        }
    }

    /** Groups that are due and have not alerted, and alerts that are still open. */
    private List<String> missing(Outcome outcome) {
        Set<String> silent = new TreeSet<>(due.keySet());
        silent.removeAll(crossings(outcome).keySet());
        return Stream.concat(
                        silent.stream().map(group -> "silent " + group),
                        outcome.alerts().values().stream()
                                .filter(alert -> alert.activity() != Alert.Activity.CLOSE)
                                .map(alert -> "open " + alert))
                .toList();
    }

    private static Map<String, Long> crossings(Outcome outcome) {
        return outcome.alerts().values().stream()
                .collect(Collectors.toMap(
                        alert -> alert.group().toString().replaceAll("[{}]", ""),
                        Alert::crossingTimeMs,
                        (a, b) -> -1L,
                        TreeMap::new));
    }

    private static Alert of(Outcome outcome, String user) {
        return outcome.alerts().values().stream()
                .filter(alert -> user.equals(alert.group().get("userId")))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> uids(Map<String, String> client, String topic) {
        return Outcome.values(client, topic).stream()
                .map(value -> {
                    try {
                        return AlertCodec.decode(value);
                    } catch (MalformedRecordException e) {
                        throw new AssertionError(e);
                    }
                })
                .filter(alert -> REQUIRED.contains(alert.rule().name()))
                .map(Alert::uid)
                .collect(Collectors.toSet());
    }

    private static void assertLocks(Map<String, String> client) throws MalformedRecordException {
        Map<String, List<AccountCommand.Code>> codes = new TreeMap<>();
        for (byte[] value : Outcome.values(client, TOPICS.accountCommands())) {
            AccountCommand command = AccountCommandCodec.decode(value);
            if (command.request().action()
                    != AccountRequest.Action.CLOSE) { // follows on each alert that asked for a lock
                codes.computeIfAbsent(command.request().account(), account -> new ArrayList<>())
                        .add(command.code());
            }
        }
        assertEquals(List.of(AccountCommand.Code.BREAK_GLASS), codes.remove("emergency"));
        List<AccountCommand.Code> crowd = codes.entrySet().stream()
                .filter(each -> each.getKey().startsWith("crowd"))
                .flatMap(each -> each.getValue().stream())
                .sorted()
                .toList();
        assertEquals(21, crowd.size());
        assertEquals(
                20, crowd.stream().filter(AccountCommand.Code.GRANTED::equals).count());
        assertEquals(AccountCommand.Code.SKIPPED_BUDGET, crowd.get(20));
        codes.keySet().removeIf(account -> account.startsWith("crowd"));
        assertEquals(
                Map.of(
                        "five", List.of(AccountCommand.Code.GRANTED),
                        "six", List.of(AccountCommand.Code.GRANTED),
                        "inside", List.of(AccountCommand.Code.GRANTED),
                        "slow", List.of(AccountCommand.Code.GRANTED)),
                codes);
    }

    private void assertShown(Path config) throws InterruptedException {
        String shown = TocsinProcess.run(temp, Duration.ofMinutes(1), "accounts", "list", "--config", config.toString())
                .expect(0)
                .out();
        for (String each :
                List.of("BREAK_GLASS", "SKIPPED_BUDGET", "requested, not enforced by an identity provider")) {
            assertTrue(shown.contains(each), each + " in\n" + shown);
        }
        assertFalse(shown.contains("CLOSED"), "that an alert is closed is no refusal");
    }
}
