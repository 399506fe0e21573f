package io.tocsin.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.Problem;
import io.tocsin.rules.yaml.Problems;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueListsTest {
    private final Problems problems = new Problems();
    private final ValueListsBuilder builder = new ValueListsBuilder(problems);

    @Test
    void linesAreValuesAndCommentsAreNot() {
        builder.readLines(
                "office", "office.txt", "# ours\n10.0.0.0/8 # Berlin\n\n  \n2001:db8::/32\r\na#b\n10.0.0.0/8\n");
        assertEquals(List.of(), problems.sorted());
        assertEquals(
                Map.of("office", List.of("10.0.0.0/8", "2001:db8::/32", "a#b")),
                builder.build().byName());
    }

    @Test
    void aYamlFileHoldsSeveralLists() {
        builder.readYaml("lists.yml", "admins: [root, 007, ' x ']\nbank: 192.0.2.1\nnobody: []\n");
        assertEquals(List.of(), problems.sorted());
        assertEquals(
                Map.of("admins", List.of(" x ", "007", "root"), "bank", List.of("192.0.2.1"), "nobody", List.of()),
                builder.build().byName());
    }

    @Test
    void aListHasTheValuesOfAllPlacesWhateverTheirOrder() {
        builder.readLines("a", "a.txt", "2\n1\n");
        builder.readYaml("b.yml", "a: [3, 1]");
        assertEquals(List.of("1", "2", "3"), builder.build().byName().get("a"));
        ValueLists one = new ValueLists(Map.of("a", List.of("1", "2"), "b", List.of("x")));
        ValueLists other = new ValueLists(Map.of("a", List.of("3", "1"), "c", List.of()));
        assertEquals(one.and(other), other.and(one));
        assertEquals(List.of("1", "2", "3"), one.and(other).byName().get("a"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '~',
            value = {
                "a b: [x]! 1! the list is called `a b`; one or more letters, digits, `_`, `-` and `.` are allowed",
                "a: {b: c}! 1! `a` holds a map; a list of values is expected",
                "a: [x, null]! 1! `a` holds nothing; a list of values is expected",
                "a: [x, '']! 1! a value of `a` has 0 characters; 1 to 1024 are allowed",
                "[a]! 1! the file holds a list; a map is expected",
            })
    void whatIsWrongWithAYamlFileIsToldWithItsLine(String text, int line, String problem) {
        builder.readYaml("v.yml", text);
        assertEquals(List.of(new Problem("v.yml", line, problem)), problems.sorted());
    }

    @Test
    void whatIsWrongWithALineIsToldWithItsNumber() {
        builder.readLines("a", "a.txt", "x\n y\nz \n" + "w".repeat(1_025) + "\n");
        String blank = "the value begins or ends with a blank; a YAML file can hold it, in quotation marks";
        assertEquals(
                List.of(
                        new Problem("a.txt", 2, blank),
                        new Problem("a.txt", 3, blank),
                        new Problem("a.txt", 4, "a value of `a` has 1025 characters; 1 to 1024 are allowed")),
                problems.sorted());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a#b", "10.0.0.0/8", "#x", "x #y", " x", "x\t", "x\ny", "x\n", "\r", "\uFEFFx", " "})
    void whatIsOneLineIsReadBackAsItIs(String value) {
        builder.readLines("a", "a.txt", value + "\n");
        boolean same = problems.isEmpty()
                && List.of(value).equals(builder.build().byName().get("a"));
        assertEquals(same, ValueListsBuilder.isOneLine(value));
    }

    @Test
    void listsAreBounded() {
        for (int i = 0; i <= ValueListsBuilder.MAX_VALUES; i++) {
            builder.value("a", "v" + i, "a.txt", i + 1);
        }
        for (int i = 0; i < ValueListsBuilder.MAX_LISTS; i++) {
            builder.list("l" + i, "b.yml", i + 1);
        }
        assertEquals(
                List.of(
                        new Problem("a.txt", 100_001, "`a` has more than 100000 values, which is the most"),
                        new Problem("b.yml", 1_000, "`l999` is one list too many; at most 1000 are allowed")),
                problems.sorted());
    }

    @Test
    void allListsTogetherAreBounded() {
        for (int i = 0; i < ValueListsBuilder.MAX_TOTAL; i++) {
            builder.value("l" + i % 10, "v" + i, "a.txt", 1);
        }
        builder.value("l0", "v0", "a.txt", 2);
        assertEquals(List.of(), problems.sorted());
        builder.value("more", "x", "a.txt", 3);
        assertEquals(
                List.of(new Problem("a.txt", 3, "the lists have more than 1000000 values together, which is the most")),
                problems.sorted());
    }

    @Test
    void theHashTellsTheListsThatRulesName() throws InvalidDocumentException {
        String none = hash("bob", ValueLists.NONE);
        assertEquals(none, hash("bob", lists("admins", "root")), "no rule names it");
        String root = hash("'%admins%'", lists("admins", "root"));
        assertEquals(root, hash("'%admins%'", lists("admins", "root").and(lists("others", "x"))));
        assertNotEquals(root, hash("'%admins%'", lists("admins", "toor")));
        assertNotEquals(root, hash("'%admins%'", lists("admins", "root", "toor")));
        assertNotEquals(hash("'%admins%'", lists("admins", "a", "b")), hash("'%admins%'", lists("admins", "a\n1 b")));
    }

    @Test
    void rulesCanBeLookedOverBeforeAllListsAreThere() throws InvalidDocumentException {
        RuleFile rule = rule("'x%admins%y%others%%a b%'");
        assertThrows(
                InvalidDocumentException.class,
                () -> RuleCompiler.compile(List.of(rule), LogSources.OWN, ValueLists.NONE));
        ValueLists some = lists("admins", "root").orEmpty(List.of(rule("'%admins%/%others%'")));
        assertEquals(List.of("root"), some.byName().get("admins"));
        assertTrue(some.byName().get("others").isEmpty());
        RuleCompiler.compile(List.of(rule("'%admins%/%others%'")), LogSources.OWN, some);
    }

    private static String hash(String value, ValueLists lists) throws InvalidDocumentException {
        return RuleCompiler.compile(List.of(rule(value)), LogSources.OWN, lists).hash();
    }

    private static RuleFile rule(String value) {
        return new RuleFile("a.yml", Rules.detection("login", "sel:\n  userId|expand: " + value + "\ncondition: sel"));
    }

    private static ValueLists lists(String name, String... values) {
        return new ValueLists(Map.of(name, List.of(values)));
    }
}
