package io.tocsin.monitor.ruletest;

import io.tocsin.monitor.wire.Rfc3339;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.sigma.RuleFile;
import io.tocsin.rules.sigma.RuleInfo;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.MapReader;
import io.tocsin.rules.yaml.Names;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlDocuments;
import io.tocsin.rules.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads files of tests, whole or not at all. */
public final class RuleTestReader {
    private final FilesBeside beside;
    private final Problems problems = new Problems();

    /** The rules that tests may name, by id and by name. */
    private final Map<String, RuleInfo> rules = new LinkedHashMap<>();

    private final RuleSet ruleSet;

    private RuleTestReader(RuleSet rules, FilesBeside beside) {
        this.ruleSet = rules;
        this.beside = beside;
        Stream.concat(
                        rules.correlations().stream().map(each -> each.info()),
                        rules.detections().stream().map(each -> each.info()))
                .forEach(info -> {
                    this.rules.putIfAbsent(info.name(), info);
                    this.rules.putIfAbsent(info.id(), info);
                });
    }

    /**
     * The tests of these files, in their order.
     *
     * @param rules the rules that they are about
     * @param beside reads files of events
     * @throws InvalidDocumentException with every problem of every file, if there is one
     */
    public static List<RuleTest> read(Collection<RuleFile> files, RuleSet rules, FilesBeside beside)
            throws InvalidDocumentException {
        RuleTestReader reader = new RuleTestReader(rules, beside);
        List<RuleTest> tests = new ArrayList<>();
        files.forEach(file -> reader.read(file, tests));
        reader.problems.throwIfAny();
        return List.copyOf(tests);
    }

    private void read(RuleFile file, List<RuleTest> tests) {
        YamlDocuments.readMap(file.name(), file.text(), problems).ifPresent(map -> {
            MapReader reader = MapReader.of(map, problems);
            reader.require("tests");
            List<RuleInfo> tested = tested(reader, List.of());
            TestTime start = TestTime.read(reader, new TestTime(Rfc3339.parse(TestTime.DEFAULT_START)));
            List<MapReader> found = reader.maps("tests");
            if (found.isEmpty() && reader.has("tests")) {
                reader.problem("tests", "is empty; the file tests nothing");
            }
            found.forEach(test -> read(file.name(), test, tested, start).ifPresent(tests::add));
            reader.finish();
        });
    }

    private Optional<RuleTest> read(String file, MapReader reader, List<RuleInfo> ofFile, TestTime startOfFile) {
        int before = problems.count();
        reader.require("name", "events");
        String name = reader.string("name").orElse("");
        List<RuleInfo> tested = tested(reader, ofFile);
        TestTime start = TestTime.read(reader, startOfFile);
        if (tested.isEmpty() && problems.count() == before) {
            reader.problem("`rules` is missing, here and at the top of the file; name the rules that are tested");
        }
        List<SecurityEvent> events = new TestEvents(file, beside, start, streams(tested), problems).read(reader);
        Expectations expectations = new Expectations(rules, tested, events, start, problems);
        List<Integer> matches = expectations.matches(reader).orElse(null);
        List<ExpectedAlert> alerts = expectations.alerts(reader).orElse(null);
        if (!reader.has("matches") && !reader.has("alerts")) {
            reader.problem("the test expects nothing; write `alerts`, `matches` or both");
        }
        if (problems.count() > before) {
            return Optional.empty();
        }
        List<String> ids = tested.stream().map(RuleInfo::id).toList();
        return Optional.of(new RuleTest(file, reader.line(), name, ids, events, matches, alerts));
    }

    private List<RuleInfo> tested(MapReader reader, List<RuleInfo> otherwise) {
        if (!reader.has("rules")) {
            return otherwise;
        }
        List<RuleInfo> tested = new ArrayList<>();
        for (YamlScalar reference : reader.scalars("rules")) {
            find(rules, reference.text())
                    .ifPresentOrElse(tested::add, () -> problems.add(reference, unknown(rules, reference.text())));
        }
        return tested;
    }

    /** The streams that rules look at, those of the detections that they count included. */
    private Set<EventStream> streams(List<RuleInfo> tested) {
        Set<EventStream> streams = new LinkedHashSet<>();
        ruleSet.correlations().stream()
                .filter(each -> tested.contains(each.info()))
                .forEach(each -> streams.addAll(each.streams()));
        ruleSet.detections().stream()
                .filter(each -> tested.contains(each.info()))
                .forEach(each -> streams.addAll(each.streams()));
        return streams;
    }

    static Optional<RuleInfo> find(Map<String, RuleInfo> rules, String reference) {
        RuleInfo exact = rules.get(reference);
        return Optional.ofNullable(exact == null ? rules.get(reference.toLowerCase(Locale.ROOT)) : exact);
    }

    static String unknown(Map<String, RuleInfo> rules, String reference) {
        List<String> names = rules.entrySet().stream()
                .filter(each -> each.getKey().equals(each.getValue().name()))
                .map(Map.Entry::getKey)
                .toList();
        return "no rule has the name or id " + reference
                + Names.nearest(reference, names)
                        .map(near -> "; did you mean `" + near + "`?")
                        .orElse("; 'tocsin rules list' shows those that there are");
    }
}
