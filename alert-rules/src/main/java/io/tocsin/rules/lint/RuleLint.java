package io.tocsin.rules.lint;

import io.tocsin.rules.match.TextPattern;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.DetectionRule;
import io.tocsin.rules.sigma.LogSources;
import io.tocsin.rules.sigma.RuleCompiler;
import io.tocsin.rules.sigma.RuleFile;
import io.tocsin.rules.sigma.RuleInfo;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.sigma.ValueLists;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.Problem;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlDocuments;
import io.tocsin.rules.yaml.YamlList;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks at rules as a reviewer would: what is wrong with them and, where nothing is, what is odd. */
public final class RuleLint {
    private final Problems warnings = new Problems();

    /** The documents by file and line. */
    private final Map<String, YamlMap> documents = new HashMap<>();

    private RuleLint() {}

    /**
     * What is to be said of these files.
     *
     * @param sources the log sources that they may name
     * @param lists what their placeholders stand for
     */
    public static LintReport check(Collection<RuleFile> files, LogSources sources, ValueLists lists) {
        return new RuleLint().checkAll(files, sources, lists);
    }

    private LintReport checkAll(Collection<RuleFile> files, LogSources sources, ValueLists lists) {
        files.forEach(this::read);
        for (YamlMap document : documents.values()) {
            new DeprecatedForms(document, warnings).check();
            document.get("filter").filter(YamlMap.class::isInstance).ifPresent(filter -> checkNames((YamlMap) filter));
        }
        List<Problem> problems = List.of();
        try {
            check(RuleCompiler.compile(files, sources, lists));
        } catch (InvalidDocumentException e) {
            problems = e.problems();
        }
        return new LintReport(documents.size(), problems, warnings.sorted());
    }

    private void read(RuleFile file) {
        // What is wrong with the YAML is told by the compiler, which reads it, too.
        YamlDocuments.read(file.name(), file.text(), new Problems()).forEach(document -> {
            if (document instanceof YamlMap map) {
                documents.put(key(map.file(), map.line()), map);
            }
        });
    }

    /** Filters are no rules of their own: which selections their conditions name is told by the words there. */
    private void checkNames(YamlMap filter) {
        List<TextPattern> named = filter.get("condition").stream()
                .flatMap(each -> each instanceof YamlList list ? list.items().stream() : Stream.of(each))
                .filter(YamlScalar.class::isInstance)
                .flatMap(each -> Stream.of(((YamlScalar) each).text().split("[\\s()]+")))
                .map(word ->
                        TextPattern.ofSigma(word.equals("them") ? "*" : word).cased())
                .toList();
        for (YamlMap.Entry entry : filter.entries()) {
            if (!List.of("condition", "rules").contains(entry.name())
                    && named.stream().noneMatch(pattern -> pattern.matches(entry.name()))) {
                warnings.add(entry.key(), ConditionLint.unnamed(entry.name()));
            }
        }
    }

    private void check(RuleSet rules) {
        rules.warnings().forEach(each -> warnings.add(each.file(), each.line(), each.message()));
        for (DetectionRule rule : rules.detections()) {
            document(rule.info())
                    .flatMap(document -> document.get("detection"))
                    .filter(YamlMap.class::isInstance)
                    .ifPresent(detection -> new ConditionLint(rule, (YamlMap) detection, warnings).check());
        }
        for (CorrelationRule rule : rules.counting()) {
            for (String oddity : new ThresholdLint(rule).check()) {
                warnings.add(rule.info().file(), conditionLine(rule.info()), "`correlation.condition`: " + oddity);
            }
        }
    }

    private int conditionLine(RuleInfo info) {
        return document(info)
                .flatMap(document -> document.get("correlation"))
                .filter(YamlMap.class::isInstance)
                .flatMap(correlation -> ((YamlMap) correlation).entry("condition"))
                .map(entry -> entry.key().line())
                .orElse(info.line());
    }

    private Optional<YamlMap> document(RuleInfo info) {
        return Optional.ofNullable(documents.get(key(info.file(), info.line())));
    }

    private static String key(String file, int line) {
        return line + ":" + file;
    }
}
