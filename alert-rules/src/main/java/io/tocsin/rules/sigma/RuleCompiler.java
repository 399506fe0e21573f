package io.tocsin.rules.sigma;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.MapReader;
import io.tocsin.rules.yaml.Names;
import io.tocsin.rules.yaml.Problem;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlDocuments;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Compiles Sigma documents into a rule set, whole or not at all.
 *
 * <p>The documents may be spread over files in any way and order: the rule set and its hash are the same (see {@link
 * CanonicalSource}).
 */
public final class RuleCompiler {
    private final Problems problems = new Problems();
    private final RuleReferences references = new RuleReferences();
    private final List<Problem> warnings = new ArrayList<>();
    private List<DetectionRule> detections = new ArrayList<>();
    private final List<CorrelationRule> correlations = new ArrayList<>();
    private final SortedMap<String, YamlMap> documents = new TreeMap<>();

    /** A document whose header has been read. */
    private record Draft(MapReader reader, RuleInfo info) {
        boolean isDetection() {
            return reader.has("detection");
        }

        boolean isFilter() {
            return reader.has("filter");
        }
    }

    private final LogSources sources;
    private final Placeholders placeholders;

    private RuleCompiler(LogSources sources, ValueLists lists) {
        this.sources = sources;
        this.placeholders = new Placeholders(lists);
    }

    /**
     * The rule set of these files, which look at Tocsin's own events alone.
     *
     * @throws InvalidDocumentException with every problem of every file, if there is one
     */
    public static RuleSet compile(Collection<RuleFile> files) throws InvalidDocumentException {
        return compile(files, LogSources.OWN);
    }

    /**
     * The rule set of these files.
     *
     * @param sources the log sources that they may name
     * @throws InvalidDocumentException with every problem of every file, if there is one
     */
    public static RuleSet compile(Collection<RuleFile> files, LogSources sources) throws InvalidDocumentException {
        return compile(files, sources, ValueLists.NONE);
    }

    /**
     * The rule set of these files.
     *
     * @param sources the log sources that they may name
     * @param lists what their placeholders stand for
     * @throws InvalidDocumentException with every problem of every file, if there is one
     */
    public static RuleSet compile(Collection<RuleFile> files, LogSources sources, ValueLists lists)
            throws InvalidDocumentException {
        return new RuleCompiler(sources, lists).compileAll(files);
    }

    private RuleSet compileAll(Collection<RuleFile> files) throws InvalidDocumentException {
        List<Draft> drafts = new ArrayList<>();
        // A fixed order, so that of two rules with one id the same is reported whatever order the files come in.
        files.stream().sorted(Comparator.comparing(RuleFile::name)).forEach(file -> {
            YamlDocuments.read(file.name(), file.text(), problems).forEach(document -> read(document, drafts));
        });
        // Detections first, with what filters make of them: correlations refer to them from anywhere.
        drafts.stream().filter(Draft::isDetection).forEach(this::compileDetection);
        drafts.stream().filter(Draft::isFilter).forEach(draft -> filter(draft, drafts));
        drafts.stream().filter(draft -> !draft.isFilter()).forEach(this::makeKnown);
        compileCorrelations(drafts);
        List<CorrelationRule> inners = silence();
        drafts.stream().filter(Draft::isDetection).forEach(this::alertOnItsOwn);
        drafts.forEach(draft -> draft.reader().finish());
        if (drafts.isEmpty() && problems.isEmpty()) {
            files.stream()
                    .map(RuleFile::name)
                    .sorted()
                    .findFirst()
                    .ifPresent(file -> problems.add(
                            file, 1, "no rule stands in this file or in any other; nothing would ever alert"));
        }
        problems.throwIfAny();
        detections.sort(Comparator.comparing(rule -> rule.info().id()));
        correlations.sort(Comparator.comparing(rule -> rule.info().id()));
        List<EventStream> seen =
                detections.stream().flatMap(rule -> rule.streams().stream()).toList();
        String hash = CanonicalSource.hash(documents, placeholders.used(), seen);
        return new RuleSet(detections, correlations, inners, warnings, hash);
    }

    private void read(YamlValue document, List<Draft> drafts) {
        if (!(document instanceof YamlMap map)) {
            problems.add(document, "the document is " + document.kindName() + "; a Sigma document is a map");
            return;
        }
        boolean detects = map.get("detection").isPresent();
        boolean correlates = map.get("correlation").isPresent();
        boolean filters = map.get("filter").isPresent();
        if (map.get("action").isPresent()) {
            problems.add(map.entry("action").orElseThrow().key(), OldCollections.refusal(map));
        } else if (filters && (detects || correlates)) {
            problems.add(map, "the document has `filter` beside another kind of rule; write two documents");
        } else if (detects == correlates && !filters) {
            problems.add(
                    map,
                    detects
                            ? "the document has both `detection` and `correlation`; write two documents"
                            : "the document has none of `detection`, `correlation` and `filter`");
        } else {
            MapReader reader = MapReader.of(map, problems);
            requireKnownTaxonomy(reader);
            RuleInfo info = new HeaderReader(reader, problems).read();
            boolean known = documents.put(info.id(), map) != null;
            if (filters && known) {
                problems.add(
                        map, "the id " + info.id() + " belongs to another document already; give one of them another");
            }
            drafts.add(new Draft(reader, info));
        }
    }

    private void requireKnownTaxonomy(MapReader reader) {
        reader.string("taxonomy")
                .filter(taxonomy -> !sources.any() && !sources.taxonomies().contains(taxonomy))
                .ifPresent(taxonomy -> reader.problem(
                        "taxonomy", "is " + taxonomy + Names.hint(taxonomy, "taxonomies", sources.taxonomies())));
    }

    private void compileDetection(Draft draft) {
        detections.add(new DetectionCompiler(draft.reader(), sources, placeholders, problems).compile(draft.info()));
    }

    private void filter(Draft draft, List<Draft> drafts) {
        Set<String> correlated = new HashSet<>();
        drafts.stream()
                .filter(each -> !each.isDetection() && !each.isFilter())
                .forEach(each ->
                        correlated.addAll(List.of(each.info().id(), each.info().name())));
        detections = new ArrayList<>(new FilterCompiler(draft.reader(), sources, placeholders, problems)
                .apply(draft.info(), detections, correlated, warnings));
    }

    private void makeKnown(Draft draft) {
        DetectionRule detection = detections.stream()
                .filter(rule -> rule.info().equals(draft.info()))
                .findFirst()
                .orElse(null);
        references.add(new RuleReferences.Entry(draft.info(), detection, null), problems);
    }

    private void compileCorrelations(List<Draft> drafts) {
        Map<RuleInfo, Draft> byInfo = new LinkedHashMap<>();
        Map<RuleInfo, YamlMap> correlating = new LinkedHashMap<>();
        for (Draft draft : drafts) {
            if (!draft.isDetection() && !draft.isFilter()) {
                byInfo.put(draft.info(), draft);
                correlating.put(draft.info(), draft.reader().map());
            }
        }
        for (RuleInfo info : CorrelationOrder.of(correlating, references, problems)) {
            MapReader reader = Objects.requireNonNull(byInfo.get(info)).reader();
            new CorrelationCompiler(reader, references, problems).compile(info).ifPresent(rule -> {
                correlations.add(rule);
                references.compiled(rule);
            });
        }
    }

    /**
     * A correlation that another one refers to doesn't alert on its own, unless that says {@code generate: true}.
     *
     * @return those that count nevertheless, for others to look at, ordered by id
     */
    private List<CorrelationRule> silence() {
        Set<CorrelationRule> inners = correlations.stream()
                .flatMap(rule -> rule.inners().stream())
                .map(CorrelationRule.Inner::rule)
                .collect(Collectors.toSet());
        CarriedFields.of(correlations).refuseTooMany(problems);
        correlations.removeIf(rule -> references.isReferred(rule.info()) && !references.isGenerating(rule.info()));
        return inners.stream()
                .filter(rule -> !correlations.contains(rule))
                .sorted(Comparator.comparing(rule -> rule.info().id()))
                .toList();
    }

    /** A detection alerts on its own unless a correlation refers to it, and then, too, if one says `generate: true`. */
    private void alertOnItsOwn(Draft draft) {
        SingleEvents single = new SingleEvents(draft.reader(), problems);
        if (references.isReferred(draft.info()) && !references.isGenerating(draft.info())) {
            single.refuse();
            return;
        }
        detections.stream()
                .filter(rule -> rule.info().equals(draft.info()))
                .forEach(rule -> correlations.addAll(single.of(rule)));
    }
}
