package io.tocsin.monitor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.app.TopicReader;
import io.tocsin.monitor.broker.KafkaAccess;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.event.EventStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A forked {@code tocsin import -} that is asked to stop while it waits for more. */
class StoppedImportTest {
    /** More than a pipe and the readers' buffers hold: once all is written, some of it has been read. */
    private static final int EVENTS = 3_000;

    @TempDir
    private Path folder;

    @Test
    void whatWasReadIsSentAndNothingElse() throws Exception {
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        "import",
                        "--format",
                        "ndjson",
                        "--allowed-lateness",
                        "1h",
                        "-")
                .directory(folder.toFile())
                .redirectError(err.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (OutputStream in = process.getOutputStream()) {
            for (int i = 0; i < EVENTS; i++) {
                in.write(line(i).getBytes(UTF_8));
            }
            in.flush();
            process.toHandle().destroy();

            assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> "still runs: " + read(err));
        } finally {
            process.destroyForcibly().waitFor();
        }

        assertEquals(ExitCode.DONE, process.exitValue(), () -> read(err));
        Matcher said = Pattern.compile("-: imported, (\\d+) events added").matcher(read(err));
        assertTrue(said.find(), () -> read(err));
        assertTrue(Long.parseLong(said.group(1)) > 0, () -> read(err));
        assertEquals(Long.parseLong(said.group(1)), eventsInKafka());
    }

    private static String line(int i) {
        return "{\"version\":1,\"type\":\"login\",\"tenant\":\"default\",\"ce_source\":\"idp\",\"ce_id\":\"" + i
                + "\",\"time\":\"2026-01-01T00:00:00.000Z\",\"userId\":\"alice\",\"success\":false,"
                + "\"sourceIp\":\"192.0.2.1\"}\n";
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private long eventsInKafka() throws Exception {
        AtomicLong events = new AtomicLong();
        try (KafkaAccess access = KafkaAccess.join(folder.resolve("tocsin-data"));
                TopicReader reader = new TopicReader(
                        access.clientProperties(), new Topics(Topics.DEFAULT_PREFIX).events(EventStream.LOGIN))) {
            reader.readToEnd(record -> {
                events.addAndGet(record.key() == null ? 0 : 1); // a tick has no key
                return true;
            });
        }
        return events.get();
    }
}
