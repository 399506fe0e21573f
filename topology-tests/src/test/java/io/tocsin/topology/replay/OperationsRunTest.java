package io.tocsin.topology.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.topology.fixture.RunFolder;
import io.tocsin.topology.fixture.TocsinProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator's tools see of the real program: health, readiness, metrics, and the command that asks for them. */
class OperationsRunTest {
    private static final Path OPERATIONS = Path.of("..", "docs", "operations.md");
    private static final Pattern URL = Pattern.compile("Health and metrics: (http://\\S+)/health");
    private static final Pattern NAME = Pattern.compile("(?m)^([a-z][a-z0-9_]*)[{ ]");
    private static final Pattern DOCUMENTED = Pattern.compile("`((?:tocsin|jvm|process|logback)_[a-z0-9_]+)`");

    @TempDir
    private Path temp;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void healthReadinessAndMetricsOfARun() throws Exception {
        Files.writeString(temp.resolve("token"), "a-token");
        // Nobody listens there: a provider that is away makes nothing unready.
        Path config = new RunFolder(temp)
                .configure(
                        "identity: {kind: scim, url: 'http://127.0.0.1:1/scim', token_file: token}",
                        "lookup: {port: 0, on_failure: open}");
        try (TocsinProcess run = TocsinProcess.running(temp, config)) {
            String url = url(run);
            assertTrue(url.startsWith("http://127.0.0.1:"), url);

            RunFolder.await(
                    "it was ready",
                    Duration.ofMinutes(1),
                    () -> get(url + "/ready").statusCode() == 200);
            assertEquals(200, get(url + "/health").statusCode());
            for (String check : List.of(
                    "start",
                    "kafka",
                    "stage detect",
                    "stage respond",
                    "stage account",
                    "stage notify",
                    "stage mail",
                    "stage ingest",
                    "lookup")) {
                assertTrue(get(url + "/ready").body().contains("\"" + check + "\":\"ok\""), check);
                assertTrue(Files.readString(OPERATIONS).contains("`" + check + "`"), check + " isn't described");
            }

            TocsinProcess.run(
                            temp,
                            Duration.ofMinutes(1),
                            "emit",
                            "login",
                            "--user",
                            "alice-of-the-metrics",
                            "--fail",
                            "--times",
                            "6",
                            "--config",
                            config.toString())
                    .expect(0);
            RunFolder.await("the alert was counted and mailed", Duration.ofMinutes(1), () -> {
                String page = get(url + "/metrics").body();
                return value(page, "tocsin_stage_produced_records_total{stage=\"detect\",topic=\"tocsin.alerts\"}") >= 1
                        && value(page, "tocsin_account_results_total{outcome=\"waiting\"}") >= 1
                        && value(page, "tocsin_mail_notifications_total{outcome=\"sent\"}") >= 1;
            });
            String page = get(url + "/metrics").body();
            assertWorks(page);
            assertEquals(Set.of(), undocumented(page), "docs/operations.md doesn't describe these");
            assertEquals(Set.of(), invented(page), "docs/operations.md describes these, and they don't exist");

            aSecondRunOnTheSamePortRefusesToStart(URI.create(url).getPort());
            run.stop().expect(0);
        }
    }

    private static void assertWorks(String page) {
        for (String stage : List.of("detect", "respond", "account", "notify", "mail")) {
            assertEquals(1, value(page, "tocsin_stage_running{stage=\"" + stage + "\"}"), stage);
            assertTrue(value(page, "tocsin_stage_lag_records{stage=\"" + stage + "\"}") >= 0, stage);
        }
        assertTrue(value(page, "tocsin_stage_consumed_records_total{stage=\"detect\",topic=\"tocsin.events.login\"}")
                >= 6);
        assertTrue(value(page, "tocsin_stage_latency_max_seconds{stage=\"detect\"}") > 0);
        assertEquals(1, value(page, "tocsin_ready"));
        assertEquals(1, value(page, "tocsin_healthy"));
        assertEquals(0, value(page, "tocsin_detect_rejected_records_total{reason=\"late\"}"));
        assertFalse(page.contains("alice-of-the-metrics"), "personal data among the metrics");
        assertFalse(page.contains("example.com"), "personal data among the metrics");
        assertTrue(
                page.lines().count() < 1_000, "too many series: " + page.lines().count());
    }

    private void aSecondRunOnTheSamePortRefusesToStart(int port) throws Exception {
        Path folder = Files.createDirectory(temp.resolve("second"));
        Path config = Files.writeString(
                folder.resolve("tocsin.yml"), "embedded: true\nmail: {maildir: mail}\nops: {port: " + port + "}\n");

        TocsinProcess.Ended second =
                TocsinProcess.run(folder, Duration.ofMinutes(1), "run", "--config", config.toString());

        second.expect(1);
        assertTrue(
                second.err().contains("health and metrics can't be served on 127.0.0.1:" + port + ": "), second.err());
        assertFalse(Files.exists(folder.resolve("tocsin-data")), "nothing was started before");
    }

    @Test
    void theHealthCommandAsksTheRunBesideIt() throws Exception {
        int port = freePort();
        RunFolder folder = new RunFolder(temp);
        Path config = folder.configure();
        Files.writeString(config, Files.readString(config).replace("ops: {port: 0}", "ops: {port: " + port + "}"));
        String[] health = {"health", "--config", config.toString()};
        String[] ready = {"health", "--ready", "--config", config.toString()};

        TocsinProcess.Ended before = TocsinProcess.run(temp, Duration.ofMinutes(1), health);
        before.expect(1);
        assertTrue(before.err().contains("no 'tocsin run' is there"), before.err());

        try (TocsinProcess run = TocsinProcess.running(temp, config)) {
            assertTrue(TocsinProcess.run(temp, Duration.ofMinutes(1), health)
                    .expect(0)
                    .out()
                    .startsWith("{\"status\":\"ok\",\"process\":\"ok\""));
            RunFolder.await(
                    "it was ready",
                    Duration.ofMinutes(1),
                    () -> get("http://127.0.0.1:" + port + "/ready").statusCode() == 200);
            assertTrue(TocsinProcess.run(temp, Duration.ofMinutes(1), ready)
                    .expect(0)
                    .out()
                    .contains("\"stage detect\":\"ok\""));
            run.stop().expect(0);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String url(TocsinProcess run) {
        Matcher url = URL.matcher(run.err());
        assertTrue(url.find(), run.err());
        return url.group(1);
    }

    private HttpResponse<String> get(String url) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .timeout(Duration.ofSeconds(20))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static double value(String page, String series) {
        return page.lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    /** Every metric of our own is described. */
    private static Set<String> undocumented(String page) throws IOException {
        Set<String> names = names(NAME, page);
        names.removeIf(name -> !name.startsWith("tocsin_"));
        names.removeAll(names(DOCUMENTED, Files.readString(OPERATIONS)));
        return names;
    }

    /** Every metric that is described exists. A summary's name stands for those of its parts. */
    private static Set<String> invented(String page) throws IOException {
        Set<String> documented = names(DOCUMENTED, Files.readString(OPERATIONS));
        Set<String> names = names(NAME, page);
        documented.removeIf(name -> names.contains(name) || names.contains(name + "_count"));
        return documented;
    }

    private static Set<String> names(Pattern pattern, String text) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
