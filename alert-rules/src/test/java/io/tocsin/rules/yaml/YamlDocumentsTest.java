package io.tocsin.rules.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.yaml.YamlScalar.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class YamlDocumentsTest {
    private final Problems problems = new Problems();

    private List<YamlValue> read(String text) {
        return YamlDocuments.read("a.yml", text, problems);
    }

    private String reported() {
        return String.join(
                "\n", problems.sorted().stream().map(Problem::toString).toList());
    }

    private void assertReported(String... lines) {
        assertEquals(String.join("\n", lines), reported());
    }

    private YamlScalar only(String text) {
        YamlMap map = (YamlMap) read("key: " + text).get(0);
        return (YamlScalar) map.get("key").orElseThrow();
    }

    @Test
    void everyValueKnowsItsLine() {
        YamlMap map = (YamlMap) read("# comment\na: 1\nb:\n  - x\n  - c: y\n").get(0);
        YamlList list = (YamlList) map.get("b").orElseThrow();
        assertEquals(2, map.line());
        assertEquals(4, list.line());
        assertEquals(5, list.items().get(1).line());
        assertEquals("a.yml", list.items().get(0).file());
    }

    @Test
    void scalarsFollowTheCoreSchemaAndKeepTheirText() {
        assertEquals(Kind.INTEGER, only("0400").kind());
        assertEquals("0400", only("0400").text());
        assertEquals(400L, only("0400").asLong().orElseThrow());
        assertEquals(255L, only("0xff").asLong().orElseThrow());
        assertEquals(8L, only("0o10").asLong().orElseThrow());
        assertEquals(Kind.FLOAT, only("1.5").kind());
        assertEquals(Kind.BOOLEAN, only("True").kind());
        assertEquals(true, only("TRUE").asBoolean().orElseThrow());
        assertEquals(Kind.TEXT, only("yes").kind());
        assertEquals(Kind.NULL, only("~").kind());
        assertEquals(Kind.NULL, only("").kind());
        assertEquals(Kind.TEXT, only("1_000").kind());
        assertEquals(Kind.INTEGER, only("99999999999999999999").kind());
        assertTrue(only("99999999999999999999").asLong().isEmpty());
    }

    @Test
    void aQuotedNumberIsText() {
        assertEquals(Kind.TEXT, only("'1'").kind());
        assertTrue(only("'1'").quoted());
        assertEquals(Kind.TEXT, only("\"null\"").kind());
        assertEquals(Kind.TEXT, only("''").kind());
    }

    @Test
    void readsSeveralDocumentsAndLeavesOutEmptyOnes() {
        assertEquals(2, read("---\na: 1\n---\n---\nb: 2\n---\n").size());
        assertEquals(0, read("# nothing\n").size());
        assertEquals(0, read("").size());
        assertEquals(1, read("\uFEFFa: 1\r\nb: 2\r\n").size());
        assertReported();
    }

    @Test
    void reportsEveryDuplicateKeyAndKeepsTheFirst() {
        YamlMap map = (YamlMap) read("a: 1\nb: 2\na: 3\nb: 4\n").get(0);
        assertEquals(List.of("a", "b"), map.names());
        assertReported(
                "a.yml:3: the key `a` stands twice in the same map",
                "a.yml:4: the key `b` stands twice in the same map");
    }

    @Test
    void reportsKeysThatAreNotWordsAndTags() {
        read("? [a, b]\n: 1\nc: !!binary aGk=\nd: !java.lang.Runtime {}\n");
        assertReported(
                "a.yml:1: a key is a list; keys must be single words",
                "a.yml:3: the tag !!binary is not supported; quote a value to make it a text",
                "a.yml:4: the tag !java.lang.Runtime is not supported; quote a value to make it a text");
    }

    @Test
    void aFaultInTheSyntaxIsReportedWithItsLine() {
        read("a: 1\nb: [1, 2\nc: 3\n");
        assertEquals(1, problems.count());
        assertTrue(reported().startsWith("a.yml:3: not valid YAML: while parsing a flow sequence"), reported());
    }

    @Test
    void aForbiddenCharacterIsReportedWithItsLine() {
        read("a: 1\nb: \u0007\n");
        assertReported("a.yml:2: not valid YAML: the character U+0007 is not allowed");
    }

    @Test
    void aliasesRepeatWhatStandsBefore() {
        YamlMap map = (YamlMap) read("a: &x {k: 1}\nb: *x\n").get(0);
        assertEquals(map.get("a"), map.get("b"));
        read("a: *nothing\n");
        assertReported("a.yml:1: not valid YAML: the alias *nothing repeats nothing that stands before it");
    }

    @Test
    void aListThatHoldsItselfIsRefused() {
        read("a: &x [*x]\n");
        assertReported("a.yml:1: not valid YAML: the alias *x repeats nothing that stands before it");
    }

    @Test
    void billionLaughsAreBounded() {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            String before = "*a" + (i - 1);
            text.append("a" + i + ": &a" + i + " [" + String.join(", ", java.util.Collections.nCopies(10, before)))
                    .append("]\n");
        }
        read(text.toString());
        assertReported("a.yml:5: not valid YAML: the file holds more than 100000 values, repeated aliases included");
    }

    /** Few values, but a long one again and again: whoever joins or copies them would run out of memory. */
    @Test
    void aLongTextIsNotRepeatedWithoutBound() {
        String copies = "a: &x " + "y".repeat(1_000_000) + "\nb:\n" + "- *x\n".repeat(3);
        assertEquals(1, read(copies).size());
        assertReported();

        read(copies + "- *x\n");
        assertReported("a.yml:6: not valid YAML: the file's values have more than 4194304 characters, "
                + "repeated aliases included");
    }

    @Test
    void depthIsBoundedInFlowAndInBlock() {
        read("[".repeat(1_000_000));
        assertReported("a.yml:1: not valid YAML: maps and lists are nested more than 40 deep");
        read("- ".repeat(1_000) + "x");
        assertEquals(1, problems.count());
    }

    @Test
    void lengthIsBounded() {
        read("#".repeat(YamlDocuments.MAX_LENGTH + 1));
        assertReported("a.yml:1: the file has 1048577 characters; at most 1048576 are allowed");
    }

    @Test
    void charactersBeyondTheBasicPlaneMayStandAnywhere() {
        for (int before = 1_000; before < 1_100; before++) {
            String text = "x".repeat(before) + "😀" + "y".repeat(10);
            assertEquals(text, only("'" + text + "'").text());
        }
        assertReported();
    }

    @Test
    void halfASurrogatePairIsRefused() {
        read("a: 1\nb: \uD83D");
        read("a: \uDE00 x\n");
        assertReported(
                "a.yml:1: not valid YAML: the character U+DE00 is not allowed",
                "a.yml:2: not valid YAML: the character U+D83D is not allowed");
    }

    @Test
    void aFileOfOneMapRefusesAnythingElse() {
        assertTrue(YamlDocuments.readMap("list.yml", "- a\n", problems).isEmpty());
        assertTrue(YamlDocuments.readMap("none.yml", "", problems).isEmpty());
        YamlDocuments.readMap("two.yml", "a: 1\n---\nb: 2\n", problems);
        assertReported(
                "list.yml:1: the file holds a list; a map is expected",
                "none.yml:1: the file is empty; a map of settings is expected",
                "two.yml:3: a second document begins here; this file may hold only one");
    }
}
