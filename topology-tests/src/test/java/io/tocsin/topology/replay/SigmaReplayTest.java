package io.tocsin.topology.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tocsin.rules.event.FieldTree;
import io.tocsin.rules.match.Condition;
import io.tocsin.rules.match.ConditionIndex;
import io.tocsin.rules.sigma.DetectionRule;
import io.tocsin.rules.sigma.LogSources;
import io.tocsin.rules.sigma.RuleCompiler;
import io.tocsin.rules.sigma.RuleFile;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.sigma.ValueLists;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.topology.fixture.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The public Sigma rules at hand are taken, and match the events that they are meant for and no others. */
class SigmaReplayTest {
    private static final ValueLists LISTS =
            new ValueLists(Map.of("HomeTenantID", List.of("4f9c1b1e-home", "second-home")));

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);
    private static final TypeReference<LinkedHashMap<String, @Nullable Object>> EVENT = new TypeReference<>() {};

    private static List<RuleFile> files(String folder) throws IOException {
        try (Stream<Path> paths = Files.list(SharedData.file("sigma/" + folder))) {
            List<RuleFile> files = new ArrayList<>();
            for (Path path : paths.sorted().toList()) {
                files.add(new RuleFile(path.getFileName().toString(), Files.readString(path)));
            }
            return files;
        }
    }

    private static Map<?, ?> yaml(RuleFile file) {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setBufferSize(file.text().length() + 2)
                .build();
        return (Map<?, ?>) new Load(settings).loadFromString(file.text());
    }

    /** A rule of this id or name, for the log source of a filter or for any. */
    private static RuleFile referred(String reference, @Nullable Object source) {
        Map<?, ?> logsource = source instanceof Map<?, ?> map ? map : Map.of("product", "test");
        String key = reference.matches("[0-9a-f-]{36}") ? "id" : "name";
        StringBuilder rule =
                new StringBuilder("title: " + reference + "\n" + key + ": " + reference + "\nlogsource:\n");
        logsource.forEach((part, value) -> rule.append("    " + part + ": " + value + "\n"));
        return new RuleFile(reference + ".yml", rule + "detection:\n    sel: {a: b}\n    condition: sel\n");
    }

    private static Map<String, DetectionRule> compiled(List<RuleFile> files) throws InvalidDocumentException {
        Map<String, DetectionRule> rules = new TreeMap<>();
        RuleSet set = RuleCompiler.compile(files, LogSources.ANY, LISTS);
        set.detections().forEach(rule -> rules.put(rule.info().id(), rule));
        return rules;
    }

    /** The events by the id of the rule that they were recorded for. */
    private static Map<String, List<Map<String, @Nullable Object>>> events() throws IOException {
        Map<String, List<Map<String, @Nullable Object>>> events = new TreeMap<>();
        for (RuleFile file : files("events")) {
            List<Map<String, @Nullable Object>> read = new ArrayList<>();
            for (String line : file.text().lines().toList()) {
                read.add(JSON.readValue(line, EVENT));
            }
            events.put(file.name().replace(".ndjson", ""), read);
        }
        return events;
    }

    @Test
    void allRulesOfTheCorpusAreTaken() throws IOException, InvalidDocumentException {
        List<RuleFile> files = files("corpus");
        assertEquals(300, files.size());
        assertEquals(300, compiled(files).size());
    }

    /** Each by itself, as two share an id, beside rules of the names that it refers to. */
    @Test
    void theExamplesOfTheSpecificationAreTaken() throws IOException, InvalidDocumentException {
        List<RuleFile> examples = files("spec-examples");
        assertEquals(12, examples.size());
        for (RuleFile example : examples) {
            List<RuleFile> files = new ArrayList<>(List.of(example));
            Map<?, ?> document = yaml(example);
            for (Object part : document.values()) {
                if (part instanceof Map<?, ?> map && map.get("rules") instanceof List<?> references) {
                    references.forEach(
                            reference -> files.add(referred(reference.toString(), document.get("logsource"))));
                }
            }
            RuleSet rules = RuleCompiler.compile(files, LogSources.ANY, LISTS);
            assertTrue(rules.detections().size() + rules.correlations().size() > 0, example.name());
            boolean filter = example.name().startsWith("filter_");
            assertEquals(filter ? 1 : 0, rules.warnings().size(), example.name());
        }
    }

    /** Some were recorded together with others that the rule isn't meant for; which those are, the reference says below. */
    @Test
    void eachCaseMatchesAnEventOfItsOwn() throws IOException, InvalidDocumentException {
        Map<String, DetectionRule> rules = compiled(files("rules"));
        Map<String, List<Map<String, @Nullable Object>>> events = events();
        int cases = 0;
        for (String line : Files.readAllLines(SharedData.file("sigma/cases.tsv"))) {
            String[] columns = line.split("\t");
            DetectionRule rule = rules.get(columns[0]);
            List<Map<String, @Nullable Object>> recorded = events.get(columns[0]);
            assertTrue(rule != null && recorded != null, columns[1]);
            assertEquals(Integer.parseInt(columns[2]), recorded.size(), columns[1]);
            assertTrue(recorded.stream().anyMatch(event -> rule.condition().matches(new FieldTree(event))), columns[1]);
            cases++;
        }
        assertEquals(101, cases);
    }

    /** All rules × all events: the compiled condition, the index and the reference agree on each. */
    @Test
    void noRuleMatchesAnEventThatTheReferenceSaysItDoesNot() throws IOException, InvalidDocumentException {
        Map<String, RuleFile> sources = new TreeMap<>();
        Stream.concat(files("corpus").stream(), files("rules").stream())
                .forEach(file -> sources.put(file.name(), file));
        Map<String, DetectionRule> rules = compiled(List.copyOf(sources.values()));
        Map<String, SigmaReference> references = new TreeMap<>();
        for (RuleFile file : sources.values()) {
            Map<?, ?> document = yaml(file);
            references.put(document.get("id").toString(), new SigmaReference(document, LISTS.byName()));
        }
        assertEquals(rules.keySet(), references.keySet());
        List<Condition> conditions =
                rules.values().stream().map(DetectionRule::condition).toList();
        List<String> ids = List.copyOf(rules.keySet());
        ConditionIndex.Search index = new ConditionIndex(conditions).search();
        int matches = 0;
        for (Map<String, @Nullable Object> event :
                events().values().stream().flatMap(List::stream).toList()) {
            SortedSet<String> expected = new TreeSet<>();
            references.forEach((id, reference) -> {
                if (reference.matches(event)) {
                    expected.add(id);
                }
            });
            FieldTree tree = new FieldTree(event);
            SortedSet<String> straight = new TreeSet<>();
            rules.forEach((id, rule) -> {
                if (rule.condition().matches(tree)) {
                    straight.add(id);
                }
            });
            SortedSet<String> indexed = new TreeSet<>();
            BitSet met = index.met(tree);
            met.stream().forEach(i -> indexed.add(ids.get(i)));
            assertEquals(expected, straight, () -> "evaluated one by one: " + event);
            assertEquals(expected, indexed, () -> "found by the index: " + event);
            matches += expected.size();
        }
        assertTrue(matches >= 101, matches + " matches");
    }
}
