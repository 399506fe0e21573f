package io.tocsin.monitor.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.hash.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {
    private static final String FAILURE = "{\"time\":1000,\"userId\":\"a\",\"success\":false}";

    @TempDir
    Path folder;

    @Test
    void countsEventsOthersAndUnparsableLines() throws Exception {
        String log = FAILURE + "\n\nnonsense\r\n" + FAILURE + "\r\n{}\n" + FAILURE;
        LogReader reader = reader(LogFile.of("stdin", new ByteArrayInputStream(bytes(log)), Framing.LINES));
        List<String> ids = new ArrayList<>();
        List<SecurityEvent> events;
        while ((events = reader.nextEvents()) != null) {
            events.forEach(event -> ids.add(event.eventId().id()));
        }
        assertEquals(List.of("000000000001", "000000000004", "000000000006"), ids);
        LogReader.Counts counts = reader.counts();
        assertEquals(6, counts.lines());
        assertEquals(3, counts.events());
        assertEquals(1, counts.otherLines());
        assertEquals(2, counts.unparsableLines());
        assertEquals(
                List.of(3L, 5L),
                counts.shown().stream().map(LogReader.Unparsable::line).toList());
        assertEquals("nonsense", counts.shown().get(0).excerpt());
    }

    @Test
    void showsOnlyTheFirstUnparsableLines() throws Exception {
        LogReader reader =
                reader(LogFile.of("stdin", new ByteArrayInputStream(bytes("x\n".repeat(100))), Framing.LINES));
        assertNull(reader.nextEvents());
        assertEquals(100, reader.counts().unparsableLines());
        assertEquals(LogReader.SHOWN_LINES, reader.counts().shown().size());
    }

    @Test
    void keepsALongLineOutOfMemory() throws Exception {
        String log = "x".repeat(300_000) + "\n" + FAILURE + "\n";
        LogReader reader = reader(LogFile.of("stdin", new ByteArrayInputStream(bytes(log)), Framing.LINES));
        List<SecurityEvent> events = reader.nextEvents();
        assertEquals(
                "000000000002", events == null ? "" : events.get(0).eventId().id());
        assertEquals(1, reader.counts().unparsableLines());
    }

    @Test
    void aCompressedLogIsTheSameLog() throws Exception {
        String log = FAILURE + "\n" + FAILURE + "\n";
        Path plain = Files.write(folder.resolve("a.log"), bytes(log));
        Path compressed = Files.write(folder.resolve("a.log.1.gz"), gzip(log));
        Path other = Files.write(folder.resolve("b.log"), bytes(" " + log));
        assertEquals(source(plain), source(compressed));
        assertNotEquals(source(plain), source(other));
        assertEquals(2, count(compressed));
    }

    @Test
    void aByteOrderMarkIsNoPartOfAnEvent() throws Exception {
        assertEquals(2, count(Files.write(folder.resolve("bom"), bytes("\uFEFF" + FAILURE + "\n" + FAILURE))));
    }

    @Test
    void anEmptyLogHasNoIdentity() throws Exception {
        assertNull(source(Files.write(folder.resolve("empty"), new byte[0])));
        assertEquals(0, count(folder.resolve("empty")));
    }

    @Test
    void cutsAndHashesLinesWhereverTheBuffersEnd() throws Exception {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            byte[] log = new byte[random.nextInt(2_000)];
            for (int i = 0; i < log.length; i++) {
                log[i] = (byte) (random.nextInt(20) == 0 ? '\n' : 'a' + random.nextInt(3));
            }
            int watched = random.nextInt(log.length + 1);
            LineReader lines = new LineReader(LogParts.single("x", new Trickle(log, random)), 10, Long.MAX_VALUE);
            lines.watch(watched);
            int at = 0;
            FrameReader.Line line;
            while ((line = lines.next()) != null) {
                int end = at;
                while (end < log.length && log[end] != '\n') {
                    end++;
                }
                String expected = new String(log, at, Math.min(10, end - at), StandardCharsets.ISO_8859_1);
                assertEquals(expected, new String(line.bytes(), StandardCharsets.ISO_8859_1), "seed " + seed);
                assertEquals(end - at > 10, line.overlong(), "seed " + seed);
                assertEquals(end < log.length, line.terminated(), "seed " + seed);
                assertEquals(at, line.start(), "seed " + seed);
                if (!line.terminated()) {
                    assertEquals(sha256(log, at), lines.sha256BeforeLastLine(), "seed " + seed);
                }
                at = Math.min(log.length, end + 1);
                assertEquals(at, line.end(), "seed " + seed);
                assertEquals(sha256(log, at), lines.sha256(), "seed " + seed);
            }
            assertEquals(log.length, at, "seed " + seed);
            assertEquals(sha256(log, watched), lines.watchedSha256(), "seed " + seed);
        }
    }

    private static String sha256(byte[] bytes, int length) {
        var digest = Sha256.digest();
        digest.update(bytes, 0, length);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static LogReader reader(LogFile file) {
        return new LogReader(file, LogFormats.of("ndjson"), LogSettings.defaults(Clock.systemUTC()), "import:x");
    }

    private static long count(Path path) throws IOException {
        try (LogFile file = LogFile.open(path, Framing.LINES)) {
            LogReader reader = reader(file);
            while (reader.nextEvents() != null) {
                // what it counted is asked for
            }
            return reader.counts().events();
        }
    }

    private static String source(Path path) throws IOException {
        try (LogFile file = LogFile.open(path, Framing.LINES)) {
            return file.source();
        }
    }

    static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes(text));
        }
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Gives a few bytes at a time. */
    private static final class Trickle extends ByteArrayInputStream {
        private final Random random;

        Trickle(byte[] bytes, Random random) {
            super(bytes);
            this.random = random;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            return super.read(into, from, Math.min(length, 1 + random.nextInt(30)));
        }
    }
}
