package io.tocsin.rules.sigma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.LogSource;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.Problems;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RuleSetHashTest {
    private static final String DETECTION = Rules.detection("login", "sel: {userId: '1'}\ncondition: sel");

    private static String hash(String... texts) throws InvalidDocumentException {
        return Rules.compile(texts).hash();
    }

    @Test
    void dependsNeitherOnTheOrderOfFilesNorOnTheirNamesNorOnHowDocumentsAreSpread() throws InvalidDocumentException {
        List<String> documents = ShippedRules.files().stream()
                .flatMap(file -> Arrays.stream(file.text().split("(?m)^---$")))
                .toList();
        RuleSet expected = ShippedRules.load();
        long seed = 42;
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            List<String> shuffled = new ArrayList<>(documents);
            Collections.shuffle(shuffled, random);
            List<RuleFile> files = new ArrayList<>();
            for (int at = 0; at < shuffled.size(); ) {
                int end = Math.min(shuffled.size(), at + 1 + random.nextInt(4));
                String text = String.join("\n---\n", shuffled.subList(at, end));
                files.add(new RuleFile("file" + random.nextInt(1_000_000) + ".yml", text));
                at = end;
            }
            RuleSet actual = RuleCompiler.compile(files);
            assertEquals(expected.hash(), actual.hash(), "seed " + seed + ", round " + round);
            assertEquals(
                    expected.correlations().stream()
                            .map(rule -> rule.info().id())
                            .toList(),
                    actual.correlations().stream().map(rule -> rule.info().id()).toList());
        }
    }

    @Test
    void dependsNeitherOnCommentsNorOnLayoutNorOnTheOrderOfKeys() throws InvalidDocumentException {
        String laidOut = """
                # The same rule in other clothes
                id: "11111111-1111-4111-8111-111111111111"
                detection:
                  condition: 'sel'
                  sel:
                    userId: "1"   # as text
                logsource: {category: login}
                name: d
                title: Test
                """;
        assertEquals(hash(DETECTION, Rules.CORRELATION), hash(laidOut, Rules.CORRELATION));
    }

    @Test
    void dependsOnEveryValue() throws InvalidDocumentException {
        String before = hash(DETECTION, Rules.CORRELATION);
        assertNotEquals(before, hash(DETECTION.replace("'1'", "1"), Rules.CORRELATION));
        assertNotEquals(before, hash(DETECTION.replace("title: Test", "title: Best"), Rules.CORRELATION));
        assertNotEquals(before, hash(DETECTION, Rules.CORRELATION.replace("5m", "6m")));
        assertNotEquals(before, hash(DETECTION, Rules.CORRELATION + "tocsin: {base_score: 41}\n"));
        assertNotEquals(before, hash(DETECTION.replace("condition: sel", "condition: [sel]"), Rules.CORRELATION));
    }

    @Test
    void isTheSameOnEveryMachine() throws InvalidDocumentException {
        assertEquals(
                "3bb48b9f57239fcb1692b84221ae9ceccbe08779579decc89da578e4be418704", hash(DETECTION, Rules.CORRELATION));
    }

    @Test
    void whatAValueListHoldsChangesTheHash() throws InvalidDocumentException {
        String rule = Rules.detection("login", "sel: {userId|expand: '%admins%'}\ncondition: sel");
        assertEquals(
                4,
                Stream.<List<String>>of(List.of(), List.of("a", "b"), List.of("ab"), List.of("b", "a"))
                        .map(values -> hash(rule, Map.of("admins", values)))
                        .distinct()
                        .count());
        assertEquals(
                hash(rule, Map.of("admins", List.of("a"))),
                hash(rule, Map.of("admins", List.of("a"), "others", List.of("b"))),
                "a list that no rule asks for");
    }

    private static String hash(String rule, Map<String, List<String>> lists) {
        try {
            return RuleCompiler.compile(List.of(new RuleFile("a.yml", rule)), LogSources.OWN, new ValueLists(lists))
                    .hash();
        } catch (InvalidDocumentException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatRulesCallTheEventsAndTheirFieldsChangesTheHash() throws InvalidDocumentException {
        String rule =
                Rules.detection("login", "sel: {who: '1'}\ncondition: sel").replace("category: login", "category: crm");
        EventStream crm = crm("crm", "crm");
        String before = seenHash(rule, mapped(crm, "fields: {who: customer, state: outcome}"));
        List<String> others = List.of(
                seenHash(rule, crm),
                seenHash(rule, mapped(crm, "fields: {who: account, state: outcome}")),
                seenHash(rule, mapped(crm, "fields: {who: {field: customer, values: {'1': one}}, state: outcome}")),
                seenHash(rule, mapped(crm, "fields: {who: {field: customer, values: {'2': one}}, state: outcome}")),
                seenHash(rule, mapped(crm, "logsource: {category: sales}\nfields: {who: customer, state: outcome}")),
                seenHash(rule, new EventStream("crm", List.of(source("crm")), "customer", List.of())),
                seenHash(rule, new EventStream("crm", List.of(source("crm"), source("sales")), null, List.of())),
                seenHash(rule, crm("sales", "crm")),
                seenHash(rule, crm, crm("sales", "crm")));
        assertEquals(others.size(), Set.copyOf(others).size());
        assertEquals(false, others.contains(before));

        assertEquals(
                before,
                seenHash(rule, mapped(mapped(crm, "fields: {state: outcome}"), "fields: {who: customer}")),
                "files");
        assertEquals(
                before,
                seenHash(rule, mapped(crm, "fields: {who: customer, state: outcome}"), crm("unseen", "other")),
                "a stream that no rule looks at");
        assertEquals(
                seenHash(rule, crm),
                seenHash(rule, mapped(crm, "taxonomy: acme\nfields: {who: customer}")),
                "names of a taxonomy that no rule has");
    }

    @Test
    void furtherNamesForTocsinsOwnEventsChangeTheHashOfTheRulesThatSeeThem() throws InvalidDocumentException {
        EventStream named = mapped(EventStream.LOGIN, "fields: {customer: userId}");
        String rule = Rules.detection("login", "sel: {userId: '1'}\ncondition: sel");
        LogSources sources = new LogSources(List.of(named), false);
        assertNotEquals(
                seenHash(rule),
                RuleCompiler.compile(List.of(new RuleFile("a.yml", rule)), sources)
                        .hash());
        String ecs = rule.replace("title: Test", "title: Test\ntaxonomy: ecs");
        assertEquals(
                seenHash(ecs),
                RuleCompiler.compile(List.of(new RuleFile("a.yml", ecs)), LogSources.ownAnd(List.of(crm("x", "y"))))
                        .hash());
    }

    private static EventStream crm(String label, String category) {
        return new EventStream(label, List.of(source(category)), null, List.of());
    }

    private static LogSource source(String category) {
        return new LogSource(null, category, null);
    }

    private static EventStream mapped(EventStream stream, String mapping) throws InvalidDocumentException {
        Problems problems = new Problems();
        EventStream mapped = FieldMappings.with(stream, "mapping.yml", mapping, problems);
        problems.throwIfAny();
        return mapped;
    }

    private static String seenHash(String rule, EventStream... streams) throws InvalidDocumentException {
        return RuleCompiler.compile(List.of(new RuleFile("a.yml", rule)), LogSources.ownAnd(List.of(streams)))
                .hash();
    }

    @Test
    void aRuleWithoutAnIdHasOneOfItsName() throws InvalidDocumentException {
        String nameless = DETECTION.replaceFirst("id: .*\n", "").replace("name: d\n", "");
        String named = nameless.replace("title: Test", "title: Test\nname: d");
        List<String> ids = new ArrayList<>();
        for (String rule : List.of(nameless, nameless.replace("'1'", "'2'"), named, named.replace("Test", "Best"))) {
            RuleInfo info = Rules.compile(rule).detections().get(0).info();
            assertEquals(true, HeaderReader.isUuid(info.id()), info.id());
            ids.add(info.id());
        }
        assertEquals(ids.get(0), ids.get(1));
        assertEquals(ids.get(2), ids.get(3));
        assertNotEquals(ids.get(0), ids.get(2));
    }
}
