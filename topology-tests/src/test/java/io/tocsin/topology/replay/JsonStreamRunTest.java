package io.tocsin.topology.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.app.RecordSender;
import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.RejectedRecord;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.alert.Alert;
import io.tocsin.topology.fixture.OperatorShell;
import io.tocsin.topology.fixture.Outcome;
import io.tocsin.topology.fixture.RunFolder;
import io.tocsin.topology.fixture.SysmonStream;
import io.tocsin.topology.fixture.TocsinProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configured stream of JSON in the real program: whoever sends its events, what comes of them, and what is refused. */
class JsonStreamRunTest {
    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);
    private static final String EVENTS = "tocsin.events.windows";
    private static final String COMMANDER = "tocsin.alerts.incident-commander";

    /** Names of ECS for Tocsin's own logins. */
    private static final String ECS = """
            title: A service signs in with a wrong password
            id: 44444444-4444-4444-8444-444444444444
            name: service_failure
            taxonomy: ecs
            logsource: {category: authentication}
            detection:
                selection:
                    event.outcome: failure
                    user.name|startswith: svc-
                condition: selection
            level: high
            """;

    private static final String[] CONFIG = {
        "rules: [rules]",
        "sources:",
        "  - name: windows",
        "    logsource: {product: windows, category: process_creation}",
        "    key: host.name",
        "    time: '@timestamp'",
        "    id: event.id",
        "    mapping: windows-ecs.yml",
        "  - name: firewall",
        "    logsource: {category: firewall}",
    };

    @TempDir
    private Path temp;

    private OperatorShell operator;
    private Map<String, String> client;

    @Test
    void whatIsSentEmittedAndImportedIsCountedAndAlerted() throws Exception {
        Files.createDirectory(temp.resolve("rules"));
        Files.writeString(temp.resolve("rules/windows.yml"), SysmonStream.RULES);
        Files.writeString(temp.resolve("rules/ecs.yml"), ECS);
        Files.writeString(
                temp.resolve("windows-ecs.yml"),
                "fields: {CommandLine: process.command_line, User: user.name, Computer: host.name}\n");
        RunFolder folder = new RunFolder(temp);
        Path config = folder.configure(CONFIG);
        operator = new OperatorShell(temp, config);
        try (TocsinProcess run = TocsinProcess.running(temp, config)) {
            client = folder.client();
            assertTrue(run.err().contains("no rule looks at the events of firewall"), run.err());
            sent();
            emitted();
            imported();
            folder.awaitDrained(Duration.ofMinutes(1), TOPICS.alerts());
            assertEquals(alerted(TOPICS.alerts()), alerted(COMMANDER), "the commander is told of what is high");
            doctored();
            run.stop().expect(0);
        }
    }

    /** With a key of the sender's own and without headers, as somebody sends them who knows the topic alone. */
    private void sent() throws Exception {
        byte[] malformed = {'{', '"', (byte) 0xff, '}'};
        byte[] keyless = event("1", "ws-1", "ann").replace("host.name", "host").getBytes(UTF_8);
        byte[] key = "sensor-7".getBytes(UTF_8);
        byte[] twice = event("2", "ws-1", "ann").getBytes(UTF_8);
        try (RecordSender sender = new RecordSender(client)) {
            sender.send(EVENTS, key, event("1", "ws-1", "ann").getBytes(UTF_8));
            sender.send(EVENTS, key, twice);
            sender.send(EVENTS, key, twice);
            sender.send(EVENTS, key, malformed);
            sender.send(EVENTS, key, keyless);
            sender.send(EVENTS, key, event("3", "ws-1", "ann").getBytes(UTF_8));
        }
        awaitAlerts("by_user {User=ann}", "of_computer {Computer=ws-1}");
        Outcome.read(client).alerts().values().forEach(alert -> assertEquals(3, alert.count(), alert.toString()));
        RunFolder.await(
                "both were rejected",
                Duration.ofSeconds(30),
                () -> Outcome.records(client, TOPICS.rejected()).size() == 2);
        for (ConsumerRecord<byte[], byte[]> record : Outcome.records(client, TOPICS.rejected())) {
            boolean isMalformed = header(record, RejectedRecord.REASON).equals("MALFORMED");
            assertArrayEquals(isMalformed ? malformed : keyless, record.value());
            assertEquals(isMalformed ? "MALFORMED" : "INVALID", header(record, RejectedRecord.REASON));
            assertEquals(EVENTS, header(record, RejectedRecord.TOPIC));
            assertTrue(
                    isMalformed || header(record, RejectedRecord.DETAIL).contains("the event's key, field 'host.name'"),
                    header(record, RejectedRecord.DETAIL));
        }
    }

    private void emitted() throws Exception {
        String event = "{\"host\": {\"name\": \"ws-2\"}, \"user\": {\"name\": \"bob\"},\n"
                + " \"process\": {\"command_line\": \"whoami /all\"}}";
        String said = operator.run("emit", "json", "--stream", "windows", "--times", "3", event)
                .expect(0)
                .err();
        assertTrue(said.contains("Sent 3 events to " + EVENTS + "."), said);
        operator.run("emit", "login", "--user", "svc-mail", "--fail", "--source-ip", "192.0.2.1")
                .expect(0);
        awaitAlerts("by_user {User=bob}", "of_computer {Computer=ws-2}", "service_failure {userId=svc-mail}");
    }

    private void imported() throws Exception {
        Path log = temp.resolve("events.ndjson");
        Files.writeString(log, lines("11", "12") + "{\"@timestamp\": \"yesterday\"}\n");
        assertEquals(List.of(2L, 1L), imported(log));
        assertEquals(List.of(0L, 1L), imported(log), "the same again");
        Files.writeString(log, lines("13"), StandardOpenOption.APPEND);
        assertEquals(List.of(1L, 1L), imported(log), "what has been added since");
        assertEquals(List.of(0L, 1L), imported(log));
        awaitAlerts("by_user {User=eve}", "of_computer {Computer=ws-3}");
    }

    /** How many events an import adds, and how many lines it can't read. */
    private List<Long> imported(Path log) {
        String out = operator.run("import", "--format", "json", "--stream", "windows", log.toString())
                .expect(0)
                .out();
        return List.of(number(out, "events"), number(out, "unparsable_lines"));
    }

    private static long number(String json, String field) {
        return Long.parseLong(json.replaceFirst("(?s).*\"" + field + "\":(\\d+).*", "$1"));
    }

    private void doctored() {
        String found = operator.run("doctor").expect(0).out();
        assertTrue(found.contains("no rule looks at the events of firewall"), found);
        assertTrue(found.contains("topics, fit for work"), found);
    }

    private static String lines(String... ids) {
        StringBuilder lines = new StringBuilder();
        for (String id : ids) {
            lines.append(event(id, "ws-3", "eve")).append('\n');
        }
        return lines.toString();
    }

    private static String event(String id, String computer, String user) {
        return "{\"@timestamp\":\"%s\",\"event\":{\"id\":\"%s\"},\"host.name\":\"%s\",\"user\":{\"name\":\"%s\"},"
                        .formatted(Instant.now(), id, computer, user)
                + "\"process\":{\"command_line\":\"cmd /c WHOAMI\"}}";
    }

    /** Waits until these are alerted beside those before. */
    private void awaitAlerts(String... further) throws InterruptedException {
        SortedSet<String> expected = new TreeSet<>(alertedSoFar);
        expected.addAll(List.of(further));
        RunFolder.await(
                () -> expected + " were alerted, but " + alerted(TOPICS.alerts()),
                Duration.ofSeconds(30),
                () -> alerted(TOPICS.alerts()).equals(expected));
        alertedSoFar = expected;
    }

    private SortedSet<String> alertedSoFar = new TreeSet<>();

    /** Rule and group of each alert, none of which may be told of as new twice. */
    private SortedSet<String> alerted(String topic) {
        SortedSet<String> alerted = new TreeSet<>();
        for (byte[] value : Outcome.values(client, topic)) {
            Alert alert = alert(value);
            String text = alert.rule().name() + " " + alert.group();
            boolean isNew = alert.activity() == Alert.Activity.CREATE;
            assertTrue(!isNew || alerted.add(text), () -> "twice: " + text);
        }
        return alerted;
    }

    private static Alert alert(byte[] value) {
        try {
            return AlertCodec.decode(value);
        } catch (MalformedRecordException e) {
            throw new AssertionError(e);
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
