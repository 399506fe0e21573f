package io.tocsin.rules.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class MapReaderTest {
    private final Problems problems = new Problems();

    private MapReader reader(String text) {
        return MapReader.of(YamlDocuments.readMap("c.yml", text, problems).orElseThrow(), problems);
    }

    private void assertReported(String... lines) {
        assertEquals(
                List.of(lines),
                problems.sorted().stream().map(Problem::toString).toList());
    }

    @Test
    void readsEveryKindOfValue() {
        MapReader reader = reader("""
                s: 007
                n: 42
                b: true
                d: 90s
                e: two
                l: [a, b]
                one: a
                m: {k: v}
                ms:
                  - k: 1
                  - k: 2
                """);
        assertEquals(Optional.of("007"), reader.string("s"));
        assertEquals(Optional.of(42L), reader.integer("n", 1, 42));
        assertEquals(Optional.of(true), reader.bool("b"));
        assertEquals(Optional.of(Duration.ofSeconds(90)), reader.duration("d", Duration.ZERO, Duration.ofDays(1)));
        assertEquals(Optional.of("two"), reader.oneOf("e", List.of("one", "two"), Function.identity()));
        assertEquals(List.of("a", "b"), reader.strings("l"));
        assertEquals(List.of("a"), reader.strings("one"));
        assertEquals(Optional.of("v"), reader.map("m").orElseThrow().string("k"));
        List<MapReader> maps = reader.maps("ms");
        assertEquals(Optional.of(2L), maps.get(1).integer("k", 0, 9));
        assertEquals(Optional.of(1L), maps.get(0).integer("k", 0, 9));
        reader.finish();
        assertReported();
    }

    @Test
    void whatIsAbsentIsNoProblemUnlessRequired() {
        MapReader reader = reader("a: 1\n");
        assertTrue(reader.string("title").isEmpty());
        reader.require("a", "id");
        reader.string("a");
        reader.finish();
        assertReported("c.yml:1: `id` is missing");
    }

    @Test
    void unknownKeysAreReportedAtAnyDepthWithASuggestion() {
        MapReader reader = reader("smtp:\n  host: h\n  prot: 25\nthresold: 5\n");
        MapReader smtp = reader.map("smtp").orElseThrow();
        smtp.string("host");
        smtp.integer("port", 1, 65535);
        reader.integer("threshold", 1, 10);
        reader.finish();
        assertReported(
                "c.yml:3: unknown key `smtp.prot`; did you mean `port`?; known keys are host, port",
                "c.yml:4: unknown key `thresold`; did you mean `threshold`?; known keys are smtp, threshold");
    }

    @Test
    void everyWrongValueIsReportedAtOnce() {
        MapReader reader = reader("""
                s: [a]
                empty:
                n: 1.5
                big: 70000
                b: yes
                d: 5 minutes
                long: 2d
                e: observ
                l:
                  - a
                  - {}
                m: x
                ms: 1
                """);
        reader.string("s");
        reader.string("empty");
        reader.integer("n", 1, 9);
        reader.integer("big", 1, 65535);
        reader.bool("b");
        reader.duration("d", Duration.ZERO, Duration.ofHours(1));
        reader.duration("long", Duration.ofSeconds(1), Duration.ofHours(1));
        reader.oneOf("e", List.of("observe", "enforce"), Function.identity());
        reader.strings("l");
        reader.map("m");
        reader.maps("ms");
        assertReported(
                "c.yml:1: `s` is a list; a text is expected",
                "c.yml:2: `empty` is empty; a text is expected",
                "c.yml:3: `n` is 1.5; a whole number from 1 to 9 is expected",
                "c.yml:4: `big` is 70000; a whole number from 1 to 65535 is expected",
                "c.yml:5: `b` is yes; true or false is expected",
                "c.yml:6: `d` is 5 minutes; a whole number followed by ms, s, m, h or d is expected, such as 5m",
                "c.yml:7: `long` is 2d; 1s to 1h are allowed",
                "c.yml:8: `e` is observ; did you mean `observe`?; allowed are observe, enforce",
                "c.yml:11: `l` holds a map; a list of texts is expected",
                "c.yml:12: `m` is a text; a map is expected",
                "c.yml:13: `ms` is a number; a list of maps is expected");
    }

    @Test
    void theExceptionListsEveryProblemInOrder() {
        problems.add("b.yml", 1, "second");
        problems.add("a.yml", 10, "first, too");
        problems.add("a.yml", 9, "first");
        InvalidDocumentException e = assertThrows(InvalidDocumentException.class, problems::throwIfAny);
        assertEquals("a.yml:9: first\na.yml:10: first, too\nb.yml:1: second", e.getMessage());
        assertEquals(3, e.problems().size());
    }

    @Test
    void durationsAreWholeNumbersWithAUnit() {
        assertEquals(Optional.of(Duration.ofMillis(250)), MapReader.parseDuration("250ms"));
        assertEquals(Optional.of(Duration.ofDays(7)), MapReader.parseDuration("7d"));
        for (String wrong : List.of("", "5", "m", "-5m", "1.5h", "5 m", "5M", "٥m")) {
            assertEquals(Optional.empty(), MapReader.parseDuration(wrong), wrong);
        }
        assertTrue(MapReader.parseDuration("999999999999999999d").orElseThrow().toDays() >= 36_500);
    }
}
