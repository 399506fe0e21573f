package io.tocsin.monitor.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.event.SecurityEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs that are compressed or packed. */
class LogFileTest {
    private static final String LINE = "{\"time\":1000,\"userId\":\"a\",\"success\":false}\n";
    private static final LogBounds SMALL = new LogBounds(20, 10_000, 1_000_000, 4, 4_096);

    @TempDir
    Path folder;

    /** Makes a compressor. */
    private interface Compressor {
        OutputStream around(OutputStream out) throws IOException;
    }

    @Test
    void aLogIsTheSameHoweverItIsCompressed() throws Exception {
        byte[] log = bytes("{\"time\":999,\"userId\":\"first\",\"success\":true}\n" + LINE.repeat(1_000));
        List<String> plain = read(write("a.log", log));
        assertEquals(1_001, plain.size());
        assertEquals(plain, read(write("a.log.gz", compress(log, GZIPOutputStream::new))));
        assertEquals(plain, read(write("a.log.bz2", compress(log, BZip2CompressorOutputStream::new))));
        assertEquals(plain, read(write("a.log.zst", compress(log, ZstdCompressorOutputStream::new))));
    }

    @Test
    void anArchiveIsOneLogOfSeveralFiles() throws Exception {
        byte[] gzipped = compress(bytes(LINE), GZIPOutputStream::new);
        byte[] tar = tar(
                new Packed("logs/", new byte[0]),
                new Packed("logs/a.log", bytes(LINE + "nonsense\n" + LINE.strip())),
                new Packed("../../b.log.gz", gzipped),
                new Packed("empty.log", new byte[0]),
                new Packed("c.log", bytes(LINE)));
        List<String> expected = List.of(
                "000000000001 a.log:1", "000000000003 a.log:3", "000000000004 b.log.gz:1", "000000000005 c.log:1");
        assertEquals(expected, places(write("x.tar", tar)));
        assertEquals(expected, places(write("x.tgz", compress(tar, GZIPOutputStream::new))));
        assertEquals(expected, places(write("x.tar.bz2", compress(tar, BZip2CompressorOutputStream::new))));
        assertEquals(
                read(folder.resolve("x.tar")).size(),
                read(folder.resolve("x.tgz")).size());
    }

    @Test
    void whatIsUnparsableIsNamedByItsFileInTheArchive() throws Exception {
        Path path = write("x.tar", tar(new Packed("a.log", bytes(LINE)), new Packed("d/b.log", bytes("\nno\n"))));
        try (LogFile file = LogFile.open(path, Framing.LINES)) {
            LogReader reader = reader(file);
            while (reader.nextEvents() != null) {
                // what it counted is asked for
            }
            LogReader.Unparsable shown = reader.counts().shown().get(0);
            assertEquals("b.log:2", shown.file() + ":" + shown.line());
        }
    }

    @Test
    void whereHashingIsLeftOutNobodyGetsAHash() throws Exception {
        Path path = write("a.log", bytes(LINE));
        try (LogFile file = LogFile.open(path, Framing.LINES)) {
            file.skipHashes();
            file.lines().watch(3);
            assertThrows(IllegalStateException.class, reader(file)::nextEvents);
        }
        try (LogFile file = LogFile.open(path, Framing.LINES)) {
            file.skipHashes();
            LogReader reader = reader(file);
            reader.nextEvents();
            assertEquals(1, reader.counts().events());
            assertThrows(IllegalStateException.class, file.lines()::sha256);
        }
    }

    @Test
    void aLineOfALiveStreamIsReadBeforeTheNextHasCome() throws Exception {
        for (String line : List.of(LINE, "BZ\n" + LINE, "PK\n" + LINE)) {
            InputStream live = new InputStream() {
                private byte[] left = bytes(line);

                @Override
                public int read() {
                    throw new AssertionError("single bytes are not asked for");
                }

                @Override
                public int read(byte[] into, int from, int length) {
                    assertTrue(left.length > 0, "nobody waits for what comes later");
                    int n = Math.min(length, left.length);
                    System.arraycopy(left, 0, into, from, n);
                    left = Arrays.copyOfRange(left, n, left.length);
                    return n;
                }
            };
            LogReader reader = reader(LogFile.of("stdin", live, Framing.LINES));
            List<SecurityEvent> events = reader.nextEvents();
            assertEquals(1, events == null ? 0 : events.size());
        }
    }

    @Test
    void aBombIsAnErrorAndNotTheEndOfMemory() throws Exception {
        byte[] zeros = new byte[500_000];
        for (Compressor each : List.<Compressor>of(
                GZIPOutputStream::new, BZip2CompressorOutputStream::new, ZstdCompressorOutputStream::new)) {
            assertRefused("unfolds to more than 20 times its size", compress(zeros, each));
            assertRefused("unfolds to more than 20 times its size", tar(new Packed("a.log.gz", compress(zeros, each))));
        }
        byte[] random = new byte[1_200_000];
        new Random(1).nextBytes(random);
        assertRefused("holds more than 1000000 bytes", compress(random, GZIPOutputStream::new));
    }

    @Test
    void anArchiveIsBounded() throws Exception {
        Packed one = new Packed("a.log", bytes(LINE));
        assertRefused("more than 4 files", tar(one, one, one, one, one));
        assertRefused("an archive within an archive", tar(one, new Packed("b.tar", tar(one))));
        assertRefused("header is longer than 4096", tar(new Packed("x".repeat(10_000), bytes(LINE))));
    }

    @Test
    void saysWhatIsDamagedOrNotRead() throws Exception {
        byte[] gzip = compress(bytes(LINE.repeat(100)), GZIPOutputStream::new);
        assertRefused("compressed and damaged", Arrays.copyOf(gzip, gzip.length - 12));
        assertRefused("can't be decompressed", new byte[] {0x1F, (byte) 0x8B, 7, 7, 7, 7, 7, 7, 7, 7, 7});
        byte[] tar = tar(new Packed("a.log", bytes(LINE.repeat(100))), new Packed("b.log", bytes(LINE)));
        assertRefused("damaged", Arrays.copyOf(tar, 2_000));
        assertRefused("xz isn't read", new byte[] {(byte) 0xFD, '7', 'z', 'X', 'Z', 0, 0, 0, 0, 0, 0});
        assertRefused("zip isn't read", new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0, 0, 0, 0});
    }

    private void assertRefused(String reason, byte[] log) throws IOException {
        Path path = write("refused", log);
        UnreadableLogException refused = assertThrows(UnreadableLogException.class, () -> {
            try (LogFile file = LogFile.open(path, Framing.LINES, Long.MAX_VALUE, SMALL)) {
                LogReader reader = reader(file);
                while (reader.nextEvents() != null) {
                    // until it is refused
                }
            }
        });
        assertTrue(String.valueOf(refused.getMessage()).contains(reason), refused.getMessage());
    }

    /** A file of an archive. */
    private record Packed(String name, byte[] bytes) {}

    private static byte[] tar(Packed... files) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            for (Packed file : files) {
                TarArchiveEntry entry = new TarArchiveEntry(file.name(), true);
                entry.setSize(file.bytes().length);
                tar.putArchiveEntry(entry);
                tar.write(file.bytes());
                tar.closeArchiveEntry();
            }
        }
        return out.toByteArray();
    }

    private static byte[] compress(byte[] bytes, Compressor compressor) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream compressed = compressor.around(out)) {
            compressed.write(bytes);
        }
        return out.toByteArray();
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> read(Path path) throws IOException {
        return each(path, (source, event) -> source + " " + event.eventId().id() + " " + event.key());
    }

    private static List<String> places(Path path) throws IOException {
        return each(path, (source, event) -> {
            var origin = event.origin();
            return event.eventId().id() + " " + (origin == null ? "" : origin.file() + ":" + origin.line());
        });
    }

    private static List<String> each(Path path, BiFunction<String, SecurityEvent, String> text) throws IOException {
        List<String> found = new ArrayList<>();
        try (LogFile file = LogFile.open(path, Framing.LINES)) {
            String source = String.valueOf(file.source());
            LogReader reader = reader(file);
            List<SecurityEvent> events;
            while ((events = reader.nextEvents()) != null) {
                events.forEach(event -> found.add(text.apply(source, event)));
            }
        }
        return found;
    }

    private static LogReader reader(LogFile file) {
        return new LogReader(file, LogFormats.of("ndjson"), LogSettings.defaults(Clock.systemUTC()), "import:x");
    }
}
