package io.tocsin.topology.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.topology.fixture.RunFolder;
import io.tocsin.topology.fixture.TocsinProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Value lists of the real program: those of the topic and of files, and what a start says of those that aren't there. */
class ValueListsRunTest {
    private static final String RULE = """
            title: Login from elsewhere
            id: 6b3d5a52-0c54-4a6e-9a39-0d3fb0e2a1c7
            name: login_from_elsewhere
            logsource:
                category: login
            detection:
                selection:
                    userId|exists: true
                office:
                    sourceIp|cidr|expand: '%office%'
                friends:
                    sourceIp|expand: '%friends%'
                condition: selection and not office and not friends
            """;

    @TempDir
    private Path temp;

    @Test
    void aRuleLooksAtTheListsOfTheTopicAndOfFiles() throws Exception {
        Files.writeString(temp.resolve("rule.yml"), RULE);
        Files.createDirectory(temp.resolve("lists"));
        Files.writeString(temp.resolve("lists/friends.txt"), "198.51.100.7 # a partner\n");
        Path config = new RunFolder(temp).configure("rules: [rule.yml]", "value_lists: [lists]");

        TocsinProcess.Ended without =
                tocsin("run", "--config", config.toString()).expect(2);
        assertTrue(without.err().contains("`%office%` stands for no value list"), without.err());

        tocsin(
                        "values",
                        "put",
                        "office",
                        "192.0.2.0/24",
                        "203.0.113.0/24",
                        "--reason",
                        "ours",
                        "--config",
                        config.toString())
                .expect(0);
        tocsin("values", "remove", "office", "203.0.113.0/24", "--reason", "moved", "--config", config.toString())
                .expect(0);

        try (TocsinProcess run = TocsinProcess.running(temp, config)) {
            assertEquals(
                    List.of("192.0.2.0/24"),
                    tocsin("values", "list", "office", "--lines", "--config", config.toString())
                            .expect(0)
                            .out()
                            .lines()
                            .toList());
            for (String address : List.of("192.0.2.9", "198.51.100.7", "203.0.113.9")) {
                tocsin("emit", "login", "--user", address, "--source-ip", address, "--config", config.toString())
                        .expect(0);
            }
            RunFolder.await(
                    "the alerts were there",
                    Duration.ofMinutes(1),
                    () -> !alerts(config).isEmpty());
            List<String> alerts = alerts(config);
            assertEquals(1, alerts.size());
            assertTrue(alerts.get(0).contains("203.0.113.9"), alerts.get(0));
            run.stop().expect(0);
        }
    }

    private List<String> alerts(Path config) {
        try {
            return tocsin("alerts", "--config", config.toString())
                    .expect(0)
                    .out()
                    .lines()
                    .filter(line -> line.contains("\"Create\""))
                    .toList();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private TocsinProcess.Ended tocsin(String... arguments) throws InterruptedException {
        return TocsinProcess.run(temp, Duration.ofMinutes(1), arguments);
    }
}
