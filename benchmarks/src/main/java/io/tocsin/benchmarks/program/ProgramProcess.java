package io.tocsin.benchmarks.program;

import io.tocsin.monitor.broker.BrokerException;
import io.tocsin.monitor.broker.KafkaAccess;
import io.tocsin.monitor.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program in a process of its own, as its launcher starts it, with the embedded broker. */
final class ProgramProcess implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(30);
    private static final Pattern LOOKUP = Pattern.compile("Account states: (\\S+)/v1/account");

    private final Process process;
    private final Path folder;
    private final Path said;

    private ProgramProcess(Process process, Path folder, Path said) {
        this.process = process;
        this.folder = folder;
        this.said = said;
    }

    /**
     * Starts it on a temporary folder and waits until its stages run.
     *
     * @param jvmOptions such as {@code -Xmx1g}; more than one with blanks between them
     * @param configuration lines of its configuration
     */
    static ProgramProcess start(String jvmOptions, String... configuration) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tocsin-bench");
        List<String> lines = new ArrayList<>(List.of("embedded: true", "data_folder: data", "ops: {enabled: false}"));
        lines.addAll(Arrays.asList(configuration));
        Files.write(folder.resolve("tocsin.yml"), lines);
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC"));
        command.addAll(Arrays.asList(jvmOptions.strip().split("\\s+")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of("run", "--config", "tocsin.yml"));
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        ProgramProcess started = new ProgramProcess(process, folder, said);
        try {
            started.awaitRunning();
        } catch (IOException | InterruptedException e) {
            started.close();
            throw e;
        }
        return started;
    }

    private void awaitRunning() throws IOException, InterruptedException {
        long deadlineNs = System.nanoTime() + LONGEST_START.toNanos();
        while (!Files.readString(said).contains("\nRunning: ")) {
            if (!process.isAlive() || System.nanoTime() > deadlineNs) {
                throw new IOException("the program doesn't run:\n" + Files.readString(said));
            }
            Thread.sleep(200);
        }
    }

    /** How its broker is reached. */
    Map<String, String> client() throws BrokerException {
        try (KafkaAccess access = KafkaAccess.join(folder.resolve("data"))) {
            return access.clientProperties();
        }
    }

    /** Where it answers login services. */
    String lookupUrl() throws IOException {
        Matcher matcher = LOOKUP.matcher(Files.readString(said));
        if (!matcher.find()) {
            throw new IOException("the program doesn't say where it answers:\n" + Files.readString(said));
        }
        return matcher.group(1);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Cluster.delete(folder);
    }
}
