package io.tocsin.monitor.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.hash.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonRecordReaderTest {
    private static final List<String> PIECES = List.of(
            "{}",
            "{\"a\":[1,{\"b\":\"]},{\"}]}",
            "{\"Records\":[1]}",
            "{\"q\":\"\\\"\"}",
            "{\"q\":\"\\\\\"}",
            "7",
            "\"text, with ] and \\\" in it\"",
            "null",
            "[[],{}]",
            "{\"ä\":\"]ä\"}");
    private static final List<String> BEFORE =
            List.of("", "\"x\":\"Records\",", "\"x\":[\"Records\",{}],", "\"x\":{\"Records\":[1,2]},", "\"n\":1 , ");
    private static final List<String> BLANKS = List.of("", " ", "\n", "\r\n\t");

    @Test
    void cutsAndHashesRecordsWhereverTheBuffersEnd() throws IOException {
        for (long seed = 1; seed <= 2_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder(random.nextInt(5) == 0 ? "\uFEFF" : "");
            List<String> expected = new ArrayList<>();
            for (int documents = 1 + random.nextInt(3); documents > 0; documents--) {
                document(text, expected, random);
            }
            byte[] log = text.toString().getBytes(StandardCharsets.UTF_8);
            int watched = random.nextInt(log.length + 1);
            JsonRecordReader reader = reader(log, random, 1_000);
            reader.watch(watched);
            List<String> found = new ArrayList<>();
            FrameReader.Line line;
            while ((line = reader.next()) != null) {
                found.add(new String(line.bytes(), StandardCharsets.UTF_8));
                assertEquals(found.size(), line.number(), "seed " + seed);
                assertTrue(line.terminated() && line.problem() == null, "seed " + seed);
                assertEquals(line.bytes().length, line.end() - line.start(), "seed " + seed);
                assertEquals(sha256(log, (int) line.start()), reader.sha256BeforeLastLine(), "seed " + seed);
            }
            assertEquals(expected, found, "seed " + seed);
            assertEquals(log.length, reader.offset(), "seed " + seed);
            assertEquals(sha256(log, log.length), reader.sha256(), "seed " + seed);
            assertEquals(sha256(log, watched), reader.watchedSha256(), "seed " + seed);
        }
    }

    @Test
    void whatIsCutOffIsToldOfExactlyOnce() throws IOException {
        for (long seed = 1; seed <= 500; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            List<String> expected = new ArrayList<>();
            document(text, expected, random);
            String whole = text.toString().strip();
            String cut = whole.substring(0, 1 + random.nextInt(whole.length() - 1));
            JsonRecordReader reader = reader(cut.getBytes(StandardCharsets.UTF_8), random, 1_000);
            int unterminated = 0;
            int whollyRead = 0;
            FrameReader.Line line;
            while ((line = reader.next()) != null) {
                unterminated += line.terminated() ? 0 : 1;
                whollyRead += line.terminated() ? 1 : 0;
            }
            assertEquals(1, unterminated, "seed " + seed + ": " + cut);
            assertTrue(whollyRead <= expected.size(), "seed " + seed);
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "~{\"a\":1}~, 1",
                "~{} {\"Records\":[1]}~, 1",
                "~{\"Records\":1}~, 1",
                "~{\"Records\":{\"Records\":[1]}}~, 1",
                "~{\"a\":[1],\"b\":\"Records\"}~, 1",
                "hello, 1",
                "~[{\"Records\":[]}]~, 1",
                "~{\"Records\":[]}~, 0",
                "~{\"Records\":[]}{\"Records\":[]}~, 0",
                "~  ~, 0",
            })
    void saysWhatHoldsNoRecords(String log, int problems) throws IOException {
        JsonRecordReader reader = reader(log.getBytes(StandardCharsets.UTF_8), new Random(1), 1_000);
        int found = 0;
        FrameReader.Line line;
        while ((line = reader.next()) != null) {
            found += line.problem() == null ? 0 : 1;
        }
        assertEquals(problems, found);
    }

    @Test
    void keepsALongRecordOutOfMemory() throws IOException {
        String log = "{\"Records\":[{\"a\":\"" + "x".repeat(300_000) + "\"},{}]}";
        JsonRecordReader reader = reader(log.getBytes(StandardCharsets.UTF_8), new Random(1), 1_000);
        FrameReader.Line first = reader.next();
        FrameReader.Line second = reader.next();
        assertTrue(first != null && first.overlong() && first.bytes().length == 1_000);
        assertTrue(second != null && !second.overlong());
        assertNull(reader.next());
        assertFalse(second.bytes().length > 2);
    }

    private static void document(StringBuilder text, List<String> expected, Random random) {
        text.append(blank(random)).append('{').append(blank(random));
        text.append(BEFORE.get(random.nextInt(BEFORE.size())));
        text.append("\"Records\"").append(blank(random)).append(':').append(blank(random));
        text.append('[').append(blank(random));
        int records = random.nextInt(5);
        for (int i = 0; i < records; i++) {
            String record = PIECES.get(random.nextInt(PIECES.size()));
            boolean scalar = record.charAt(0) != '{' && record.charAt(0) != '[';
            text.append(i == 0 ? "" : ",").append(blank(random)).append(record);
            text.append(scalar ? "" : blank(random));
            expected.add(record);
        }
        text.append(']').append(blank(random)).append(random.nextBoolean() ? ",\"z\":[{}]" : "");
        text.append('}').append(blank(random));
    }

    private static String blank(Random random) {
        return BLANKS.get(random.nextInt(BLANKS.size()));
    }

    private static JsonRecordReader reader(byte[] log, Random random, int maxBytes) {
        ByteArrayInputStream trickle = new ByteArrayInputStream(log) {
            @Override
            public int read(byte[] into, int from, int length) {
                return super.read(into, from, Math.min(length, 1 + random.nextInt(30)));
            }
        };
        return new JsonRecordReader(LogParts.single("x", trickle), maxBytes, Long.MAX_VALUE);
    }

    private static String sha256(byte[] bytes, int length) {
        var digest = Sha256.digest();
        digest.update(bytes, 0, length);
        return HexFormat.of().formatHex(digest.digest());
    }
}
