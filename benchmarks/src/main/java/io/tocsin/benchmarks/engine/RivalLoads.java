package io.tocsin.benchmarks.engine;

import io.tocsin.benchmarks.Measured;
import io.tocsin.rules.detect.Assets;
import io.tocsin.rules.detect.Fingerprint;
import io.tocsin.rules.detect.Scanner;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.FieldTree;
import io.tocsin.rules.event.JsonEvent;
import io.tocsin.rules.event.LogSource;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.sigma.LogSources;
import io.tocsin.rules.sigma.RuleCompiler;
import io.tocsin.rules.sigma.RuleFile;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.sigma.ValueLists;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Two loads of the shapes for which rsigma publishes figures: 0.18.0, on an Apple M4 Pro, 57,000 events per second for the
 * first and 501,000 for the second. Each event is matched, counted and, where that is due, alerted; it has been read from
 * JSON before, as theirs has, but is new in each round: an event remembers what it was asked.
 */
final class RivalLoads {
    private static final int GROUPS = 100;
    private static final int VALUES_SECONDS = 5_400;
    private static final int EVENTS = 100_000;
    private static final int DETECTIONS = 50;
    private static final int CORRELATIONS = 10;

    private static final EventStream STREAM =
            new EventStream("endpoints", List.of(new LogSource("endpoint", null, null)), null, List.of());

    private static final List<String> FIELDS = List.of(
            "CommandLine",
            "ParentCommandLine",
            "Image",
            "ParentImage",
            "TargetFilename",
            "SourceIp",
            "DestinationIp",
            "DestinationPort",
            "User",
            "EventType",
            "ProcessName",
            "RegistryKey",
            "ServiceName",
            "Hashes",
            "QueryName",
            "OriginalFileName");

    private static final List<String> PROGRAMS = List.of(
            "cmd.exe",
            "powershell.exe",
            "whoami.exe",
            "net.exe",
            "rundll32.exe",
            "svchost.exe",
            "certutil.exe",
            "mshta.exe");

    private static final List<String> USERS =
            List.of("admin", "root", "alice", "bob", "carol", "dave", "eve", "backup", "deploy", "jenkins");

    private static final List<String> TYPES = List.of("login", "process_create", "file_write", "network_connect");

    private final RuleSet valueRules = compile(VALUES);
    private final RuleSet mixedRules = compile(mixedRules(new Random(1)));

    RivalLoads() throws InvalidDocumentException {}

    /**
     * 100 accounts with an event a second each, and each event with an address of its own, so that 1,800 of them stand in
     * the window of an account. The threshold is out of reach.
     */
    Measured valueCount() {
        List<SecurityEvent> values = new ArrayList<>();
        for (int second = 0; second < VALUES_SECONDS; second++) {
            for (int group = 0; group < GROUPS; group++) {
                values.add(event(
                        second * 1_000L,
                        values.size(),
                        Map.of("User", "user" + group, "SourceIp", "ip" + values.size())));
            }
        }
        return scan(valueRules, values);
    }

    /**
     * 50 detections of one to four lines, of a field and a text each, and 10 event counts over ten of them; 100,000 events
     * of nine fields, a second apart, most of which meet none.
     */
    Measured mixed() {
        List<SecurityEvent> mixed = new ArrayList<>();
        Random random = new Random(2);
        for (int i = 0; i < EVENTS; i++) {
            mixed.add(event(i * 1_000L, i, fields(random)));
        }
        return scan(mixedRules, mixed);
    }

    private static Measured scan(RuleSet rules, List<SecurityEvent> events) {
        Scanner scanner = new Scanner(rules, Assets.NONE, alert -> {});
        // What making the events and the round before left behind isn't the scanner's.
        System.gc();
        Measured.Running running = Measured.begin();
        for (int i = 0; i < events.size(); i++) {
            long number = i;
            scanner.accept(events.get(i), () -> new Fingerprint(number, number));
        }
        return running.after(events.size());
    }

    private static RuleSet compile(String rules) throws InvalidDocumentException {
        return RuleCompiler.compile(
                List.of(new RuleFile("rival.yml", rules)), LogSources.ownAnd(List.of(STREAM)), ValueLists.NONE);
    }

    private static SecurityEvent event(long timeMs, int number, Map<String, ?> fields) {
        Map<String, @Nullable Object> root = new LinkedHashMap<>(fields);
        return new JsonEvent(
                new EventId("default", "endpoints", Integer.toString(number)),
                timeMs,
                null,
                STREAM,
                new FieldTree(root));
    }

    private static Map<String, Object> fields(Random random) {
        String program = any(PROGRAMS, random);
        String image = "C:\\Windows\\System32\\" + program;
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("User", any(USERS, random));
        fields.put("Image", image);
        fields.put("CommandLine", any(PROGRAMS, random) + " /c start " + random.nextInt(100));
        fields.put("ParentImage", "C:\\Windows\\System32\\" + any(PROGRAMS, random));
        fields.put("SourceIp", "10." + random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256));
        fields.put("DestinationPort", (long) random.nextInt(65_536));
        fields.put("EventType", any(TYPES, random));
        fields.put("ProcessName", image);
        fields.put("OriginalFileName", program);
        return fields;
    }

    private static String mixedRules(Random random) {
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < DETECTIONS; i++) {
            Map<String, String> lines = new LinkedHashMap<>();
            for (int line = 0; line <= random.nextInt(4); line++) {
                String modifier = any(List.of("", "", "|contains", "|startswith", "|endswith"), random);
                lines.put(any(FIELDS, random) + modifier, any(PROGRAMS, random));
            }
            rules.add(detection(i, lines));
        }
        for (int i = 0; i < CORRELATIONS; i++) {
            rules.add(CORRELATION.formatted(
                    i, i, i, any(FIELDS, random), 60 + random.nextInt(3_540), 2 + random.nextInt(9)));
        }
        return String.join("---\n", rules);
    }

    private static String detection(int number, Map<String, String> lines) {
        StringBuilder selection = new StringBuilder();
        lines.forEach((key, value) -> selection
                .append("        ")
                .append(key)
                .append(": ")
                .append(value)
                .append('\n'));
        return DETECTION.formatted(number, number, number, selection);
    }

    private static <T> T any(List<T> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    private static final String DETECTION = """
            title: Detection %d
            id: 0b1f5a51-5b0e-4a4e-9d5e-5a1d4f1c%04d
            name: detection%d
            logsource: {product: endpoint}
            detection:
                selection:
            %s    condition: selection
            level: low
            """;

    private static final String CORRELATION = """
            title: Correlation %d
            id: 0b1f5a51-5b0e-4a4e-9d5e-5a1d4f2c%04d
            correlation:
                type: event_count
                rules: [detection%d]
                group-by: [%s]
                timespan: %ds
                condition: {gte: %d}
            level: high
            """;

    private static final String VALUES = """
            title: Connection
            id: 0b1f5a51-5b0e-4a4e-9d5e-5a1d4f0c7d01
            name: connection
            logsource: {product: endpoint}
            detection:
                selection: {User|exists: true}
                condition: selection
            level: low
            ---
            title: Addresses
            id: 0b1f5a51-5b0e-4a4e-9d5e-5a1d4f0c7d02
            correlation:
                type: value_count
                rules: [connection]
                group-by: [User]
                timespan: 30m
                condition: {field: SourceIp, gte: 4000}
            level: low
            """;
}
