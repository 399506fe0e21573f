package io.tocsin.topology.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.rules.alert.Alert;
import io.tocsin.topology.fixture.ExpectedEpisodes;
import io.tocsin.topology.fixture.SharedData;
import io.tocsin.topology.fixture.TocsinProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scan} of real web and cloud logs finds the expected episodes, at three thresholds at once. */
class FormatReplayTest {
    private static final List<String> VARIANTS = List.of("100err_in_10m", "10err_in_10m", "100err_in_60s");

    @TempDir
    private Path folder;

    @BeforeEach
    void writeRules() throws IOException {
        String shipped;
        try (InputStream in = Alert.class.getResourceAsStream("/io/tocsin/rules/shipped/api_errors.yml")) {
            shipped = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        StringBuilder rules = new StringBuilder(shipped.split("(?m)^---$")[0]);
        for (int i = 0; i < VARIANTS.size(); i++) {
            String[] counted = VARIANTS.get(i).split("err_in_");
            rules.append("---")
                    .append(shipped.split("(?m)^---$")[1]
                            .replace("name: api_errors_per_client", "name: v" + VARIANTS.get(i))
                            .replace(
                                    "id: e31d6ee8-2ba8-4b25-b650-493afae365e1",
                                    "id: 00000000-0000-4000-8000-00000000000" + i)
                            .replace("timespan: 60s", "timespan: " + counted[1])
                            .replace("gte: 100", "gte: " + counted[0]));
        }
        Files.createDirectory(folder.resolve("rules"));
        Files.writeString(folder.resolve("rules/api.yml"), rules);
    }

    @Test
    void aQuietWebLogGivesNoAlert() throws Exception {
        Path log = SharedData.file("http/basjes_hackers-access.log");
        Map<String, SortedSet<String>> found = scan("combined", log);
        for (String variant : VARIANTS) {
            assertEquals(expected("http_basjes_hackers__client_" + variant), found.get("v" + variant), variant);
            assertEquals(0, found.get("v" + variant).size(), variant);
        }
    }

    @Test
    void aCloudTrailGivesTheExpectedEpisodesFromItsArchiveAndFromItsFolder() throws Exception {
        Path archive = SharedData.file("api/cloudtrail_invictus_raw.tar.gz");
        Map<String, SortedSet<String>> packed = scan("cloudtrail", archive);
        unpack(archive, Files.createDirectory(folder.resolve("trail")));
        Map<String, SortedSet<String>> unpacked = scan("cloudtrail", folder.resolve("trail"));
        for (String variant : VARIANTS) {
            SortedSet<String> expected = expected("api_cloudtrail_invictus__client_" + variant);
            assertEquals(expected, packed.get("v" + variant), variant);
            assertEquals(expected, unpacked.get("v" + variant), variant);
        }
    }

    /** Every other file compressed, as S3 has them. */
    private static void unpack(Path archive, Path folder) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(archive)))) {
            TarArchiveEntry entry;
            int count = 0;
            while ((entry = tar.getNextEntry()) != null) {
                if (entry.isFile()) {
                    String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                    Path day = Files.createDirectories(folder.resolve("2023/07/" + count % 3));
                    boolean compressed = count++ % 2 == 0;
                    try (OutputStream file = Files.newOutputStream(day.resolve(compressed ? name + ".gz" : name));
                            OutputStream out = compressed ? new GZIPOutputStream(file) : file) {
                        tar.transferTo(out);
                    }
                }
            }
        }
    }

    private static SortedSet<String> expected(String list) throws IOException {
        return ExpectedEpisodes.read(SharedData.file("expected/" + list + ".json"))
                .episodes();
    }

    private Map<String, SortedSet<String>> scan(String format, Path... logs)
            throws InterruptedException, MalformedRecordException {
        List<String> arguments = new ArrayList<>(List.of("scan", "--format", format, "--rules", "rules"));
        for (Path log : logs) {
            arguments.add(log.toString());
        }
        TocsinProcess.Ended scan = TocsinProcess.run(folder, Duration.ofMinutes(1), arguments.toArray(String[]::new))
                .expect(0);
        Map<String, SortedSet<String>> episodes = new TreeMap<>();
        VARIANTS.forEach(variant -> episodes.put("v" + variant, new TreeSet<>()));
        for (String line : scan.out().lines().toList()) {
            Alert alert = AlertCodec.decode(line.getBytes(StandardCharsets.UTF_8));
            episodes.get(alert.rule().name())
                    .add(ExpectedEpisodes.episode(alert.group().get("clientId"), alert.crossingTimeMs()));
        }
        return episodes;
    }
}
