package io.tocsin.topology.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.monitor.ingest.LinePlace;
import io.tocsin.monitor.ingest.LogFormats;
import io.tocsin.monitor.ingest.LogSettings;
import io.tocsin.monitor.ingest.WebhookSecrets;
import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.event.WebhookEvent;
import io.tocsin.rules.event.WebhookEvent.Signature;
import io.tocsin.topology.fixture.ExpectedEpisodes;
import io.tocsin.topology.fixture.SharedData;
import io.tocsin.topology.fixture.TocsinProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signatures of real bodies and published vectors. */
class WebhookReplayTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] SECRET = "It's a Secret to Everybody".getBytes(StandardCharsets.UTF_8);
    private static final long START_MS = 1_700_000_000_000L;

    @TempDir
    private Path folder;

    @Test
    void everyPublishedVectorIsJudgedRight() throws Exception {
        JsonNode vectors = JSON.readTree(SharedData.file("webhook/webhook_vectors_github_standardwebhooks.json")
                .toFile());
        int checked = 0;
        for (JsonNode vector : vectors.get("webhook")) {
            String format = vector.get("scheme").asText().startsWith("github") ? "github-webhook" : "standard-webhook";
            long nowMs =
                    vector.get("now").isNull() ? START_MS : vector.get("now").asLong() * 1000;
            ObjectNode delivery = delivery(nowMs, vector.get("body").asText().getBytes(StandardCharsets.UTF_8));
            delivery.set("headers", vector.get("headers"));
            LogSettings settings = new LogSettings(
                    "default",
                    null,
                    ZoneOffset.UTC,
                    Clock.systemUTC(),
                    WebhookSecrets.of(List.of(vector.get("secret").asText())));
            WebhookEvent event = (WebhookEvent) LogFormats.of(format)
                    .parser(settings)
                    .parse(JSON.writeValueAsBytes(delivery), new LinePlace("default", "import:x", "x", 1))
                    .get(0);
            assertEquals(vector.get("valid").asBoolean(), event.signature() == Signature.VALID, vector::toString);
            checked++;
        }
        assertTrue(checked >= 20, "only " + checked + " vectors");
    }

    @Test
    void onlyWhoSendsBadSignaturesIsSuspicious() throws Exception {
        List<byte[]> bodies = bodies(SharedData.file("webhook/octokit-webhooks-examples-7.6.1.tgz"));
        Random random = new Random(7);
        List<String> log = new ArrayList<>();
        int forged = 0;
        for (int i = 0; i < bodies.size(); i++) {
            byte[] body = bodies.get(i);
            byte[] signature = hmac(body);
            boolean forge = i % 5 == 0;
            if (forge && random.nextBoolean()) {
                signature[random.nextInt(signature.length)] ^= 1;
            } else if (forge) {
                body[random.nextInt(body.length)] ^= 1;
            }
            forged += forge ? 1 : 0;
            ObjectNode delivery = delivery(START_MS + i * 1_000L, body);
            delivery.putObject("headers")
                    .put("X-GitHub-Delivery", "delivery-" + i)
                    .put("X-Hub-Signature-256", "sha256=" + HexFormat.of().formatHex(signature));
            log.add(JSON.writeValueAsString(delivery.put("sourceIp", forge ? "203.0.113.9" : "192.0.2.1")));
        }
        assertTrue(forged > 10, "only " + forged + " forged deliveries");
        Path file = Files.write(folder.resolve("deliveries.ndjson"), log);
        Files.write(folder.resolve("secret"), SECRET);

        TocsinProcess.Ended scan = TocsinProcess.run(
                folder,
                Duration.ofMinutes(1),
                "scan",
                "--format",
                "github-webhook",
                "--secret-file",
                "secret",
                file.toString());
        TreeSet<String> found = new TreeSet<>();
        for (String line : scan.expect(0).out().lines().toList()) {
            Alert alert = AlertCodec.decode(line.getBytes(StandardCharsets.UTF_8));
            String source = alert.group().get("sourceIp");
            if (source != null) {
                found.add(ExpectedEpisodes.episode(source, alert.crossingTimeMs()));
            }
        }
        // The tenth forged delivery is number 45, counted from 0: its crossing, and one episode up to the end.
        assertEquals(
                new TreeSet<>(List.of(ExpectedEpisodes.episode("203.0.113.9", START_MS + 45_000))), found, scan.err());
    }

    private static ObjectNode delivery(long timeMs, byte[] body) {
        return JSON.createObjectNode()
                .put("time", timeMs)
                .put("body_base64", Base64.getEncoder().encodeToString(body));
    }

    private static List<byte[]> bodies(Path archive) throws IOException {
        List<byte[]> bodies = new ArrayList<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(archive)))) {
            TarArchiveEntry entry;
            while ((entry = tar.getNextEntry()) != null) {
                if (entry.getName().endsWith("api.github.com/index.json")) {
                    for (JsonNode kind : JSON.readTree(tar.readAllBytes())) {
                        for (JsonNode example : kind.get("examples")) {
                            bodies.add(JSON.writeValueAsBytes(example));
                        }
                    }
                }
            }
        }
        assertTrue(bodies.size() > 100, "only " + bodies.size() + " bodies");
        return bodies;
    }

    private static byte[] hmac(byte[] body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
        return mac.doFinal(body);
    }
}
