package io.tocsin.topology.keycloak;

import io.tocsin.topology.fixture.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Keycloak of its own on loopback, from the distribution that the profile {@code keycloak} unpacks. Its database and its
 * log are files in a folder, so that it can be stopped and started again.
 */
final class KeycloakServer implements AutoCloseable {

    /** The administrator of the realm {@code master}. */
    static final String ADMIN = "boot";

    private static final String HOST = "127.0.0.1";
    private static final Duration LONGEST_START = Duration.ofMinutes(4);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(60);
    private static final Duration LONGEST_CALL = Duration.ofSeconds(10);
    private static final int TAIL_LINES = 40;

    private final Path folder;
    private final int port;
    private final String adminPassword = UUID.randomUUID().toString();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LONGEST_CALL).build();

    private @Nullable Process process;

    /** A server that has yet to be started, on an empty folder. */
    KeycloakServer(Path folder) {
        this.folder = folder;
        this.port = freePort();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it unless it runs: a test may have failed while it was stopped. */
    void ensureStarted() throws InterruptedException {
        if (process == null) {
            start();
        }
    }

    /** Starts it, or starts it again on what it had, and waits until it answers. */
    void start() throws InterruptedException {
        if (process != null) {
            throw new IllegalStateException("Keycloak runs already");
        }
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        home().resolve("bin").resolve("kc.sh").toString(),
                        "start-dev",
                        "--http-host=" + HOST,
                        "--http-port=" + port,
                        "--features=scim-api",
                        "--log=console,file",
                        "--log-file=" + log(),
                        "--log-file-output=json",
                        "--spi-events-listener--jboss-logging--success-level=info"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(console().toFile()));
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "JAVA_OPTS_KC_HEAP",
                        "-Xms64m -Xmx400m",
                        "KC_BOOTSTRAP_ADMIN_USERNAME",
                        ADMIN,
                        "KC_BOOTSTRAP_ADMIN_PASSWORD",
                        adminPassword,
                        "KC_DB_URL",
                        "jdbc:h2:file:" + folder.resolve("database") + ";NON_KEYWORDS=VALUE;AUTO_SERVER=FALSE"));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            awaitAnswer(process);
        } catch (AssertionError | InterruptedException e) {
            kill();
            throw e;
        }
    }

    private static Path home() {
        String home = System.getProperty("keycloak.home");
        if (home == null) {
            throw new IllegalStateException("keycloak.home isn't set: run this with ./mvnw -Pkeycloak");
        }
        return Path.of(home);
    }

    private void awaitAnswer(Process started) throws InterruptedException {
        RunFolder.await(() -> "Keycloak answers\n" + tail(), LONGEST_START, () -> {
            if (!started.isAlive()) {
                throw new AssertionError("Keycloak ended with " + started.exitValue() + "\n" + tail());
            }
            return answers();
        });
    }

    /** Whether the server answers a call. */
    boolean answers() {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address() + "/realms/master"))
                    .timeout(LONGEST_CALL)
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(console(), StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "nothing can be read of its output: " + e.getMessage();
        }
    }

    /** Lets it end in order; what it had is kept. */
    void stop() throws InterruptedException {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException("Keycloak doesn't run");
        }
        // The first start runs Java as a child of the script, which hands the signal on.
        running.destroy();
        boolean ended = running.waitFor(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS);
        kill();
        if (!ended) {
            throw new AssertionError("Keycloak did not end within " + LONGEST_STOP + "\n" + tail());
        }
    }

    private void kill() {
        Process running = process;
        if (running != null) {
            List<ProcessHandle> family = running.descendants().toList();
            running.destroyForcibly();
            family.forEach(ProcessHandle::destroyForcibly);
            process = null;
        }
    }

    /** Without a slash at its end. */
    String address() {
        return "http://" + HOST + ":" + port;
    }

    /** The password of the administrator. */
    String adminPassword() {
        return adminPassword;
    }

    /** The server's log in JSON, where login events are. */
    Path log() {
        return folder.resolve("keycloak.json.log");
    }

    private Path console() {
        return folder.resolve("console.log");
    }

    @Override
    public void close() throws InterruptedException {
        if (process != null) {
            stop();
        }
    }
}
