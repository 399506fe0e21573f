package io.tocsin.rules.lint;

import io.tocsin.rules.match.Condition;
import io.tocsin.rules.match.RegularExpression;
import io.tocsin.rules.match.ValueTest;
import io.tocsin.rules.sigma.DetectionRule;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Looks at the condition of one detection: what can never match, what nothing refers to, what changes nothing. */
final class ConditionLint {
    private final DetectionRule rule;
    private final YamlMap detection;
    private final Contradictions contradictions;
    private final Problems warnings;

    /**
     * A look at one rule.
     *
     * @param detection what stands behind its key {@code detection}
     */
    ConditionLint(DetectionRule rule, YamlMap detection, Problems warnings) {
        this.rule = rule;
        this.detection = detection;
        this.contradictions = new Contradictions(rule.streams());
        this.warnings = warnings;
    }

    void check() {
        Set<Condition.Selection> named = new LinkedHashSet<>();
        collect(rule.condition(), named);
        for (YamlMap.Entry entry : detection.entries()) {
            if (!entry.name().equals("condition")
                    && named.stream().noneMatch(each -> each.name().equals(entry.name()))) {
                warn(entry.key().line(), unnamed(entry.name()));
            }
        }
        Set<Condition.Selection> dead = new LinkedHashSet<>();
        // What a filter brings stands in another file.
        named.removeIf(selection -> detection.entry(selection.name()).isEmpty());
        for (Condition.Selection selection : named) {
            contradictions.in(selection).ifPresent(found -> {
                dead.add(selection);
                warn(found.line(), "`" + selection.name() + "` never matches, because " + found.reason());
            });
            checkLines(selection.meaning());
        }
        int line = line("condition");
        if (dead.isEmpty()) {
            contradictions
                    .in(rule.condition())
                    .ifPresent(found -> warn(line, "the rule never matches, because " + found.reason()));
        }
        contradictions
                .in(new Condition.Not(rule.condition()))
                .ifPresent(found -> warn(line, "the condition holds of every event; say what makes one suspicious"));
        checkParts(rule.condition(), dead);
    }

    static String unnamed(String selection) {
        return "`" + selection + "` is named in no condition, so that it changes nothing; name it, or leave it out";
    }

    private static void collect(Condition condition, Set<Condition.Selection> named) {
        if (condition instanceof Condition.Selection selection) {
            named.add(selection);
        } else if (condition instanceof Condition.Not not) {
            collect(not.part(), named);
        } else if (condition instanceof Condition.All all) {
            all.parts().forEach(part -> collect(part, named));
        } else if (condition instanceof Condition.Any any) {
            any.parts().forEach(part -> collect(part, named));
        }
    }

    /** Selections of which one is enough, and selections that take away from others. */
    private void checkParts(Condition condition, Set<Condition.Selection> dead) {
        if (condition instanceof Condition.Not not) {
            checkParts(not.part(), dead);
        } else if (condition instanceof Condition.Any any) {
            checkAlternatives(any.parts(), dead);
            any.parts().forEach(part -> checkParts(part, dead));
        } else if (condition instanceof Condition.All all) {
            checkExclusions(all.parts(), dead);
            all.parts().forEach(part -> checkParts(part, dead));
        }
    }

    private void checkAlternatives(List<Condition> parts, Set<Condition.Selection> dead) {
        for (int i = 0; i < parts.size(); i++) {
            for (int j = 0; j < parts.size(); j++) {
                if (i != j
                        && parts.get(i) instanceof Condition.Selection one
                        && parts.get(j) instanceof Condition.Selection other
                        && !dead.contains(one)
                        && isCovered(one, other)
                        // Of two that match the same, the later one is superfluous.
                        && (i > j || !isCovered(other, one))) {
                    warn(
                            line(one.name()),
                            "`" + one.name() + "` changes nothing, because `" + other.name()
                                    + "` matches whatever it matches; leave one of them out");
                    break;
                }
            }
        }
    }

    private boolean isCovered(Condition part, Condition other) {
        return contradictions.in(part, new Condition.Not(other)).isPresent();
    }

    private void checkExclusions(List<Condition> parts, Set<Condition.Selection> dead) {
        List<Condition> wanted =
                parts.stream().filter(part -> !(part instanceof Condition.Not)).toList();
        if (wanted.isEmpty() || contradictions.in(new Condition.All(wanted)).isPresent()) {
            return;
        }
        for (Condition part : parts) {
            if (part instanceof Condition.Not not) {
                for (Condition.Selection excluded : alternativesOf(not.part())) {
                    List<Condition> both = new ArrayList<>(wanted);
                    both.add(excluded);
                    if (!dead.contains(excluded)
                            && contradictions.in(new Condition.All(both)).isPresent()) {
                        warn(
                                line(excluded.name()),
                                "`" + excluded.name()
                                        + "` takes nothing away: no event that meets it meets what it is taken from; check"
                                        + " its values, or leave it out");
                    }
                }
            }
        }
    }

    private static List<Condition.Selection> alternativesOf(Condition condition) {
        if (condition instanceof Condition.Selection selection) {
            return List.of(selection);
        }
        return condition instanceof Condition.Any any
                ? any.parts().stream()
                        .flatMap(part -> alternativesOf(part).stream())
                        .toList()
                : List.of();
    }

    private void checkLines(Condition condition) {
        if (condition instanceof Condition.All all) {
            all.parts().forEach(this::checkLines);
        } else if (condition instanceof Condition.Any any) {
            any.parts().forEach(this::checkLines);
        } else if (condition instanceof Condition.Field field) {
            ValueLint.superfluous(field.tests(), field.all())
                    .forEach(found -> warn(field.line(), "`" + field.label() + "`: " + found));
            field.tests().forEach(test -> checkRegex(test, field.line()));
        } else if (condition instanceof Condition.Keywords keywords) {
            ValueLint.superfluous(keywords.tests(), keywords.all())
                    .forEach(found -> warn(keywords.line(), "the keywords: " + found));
            keywords.tests().forEach(test -> checkRegex(test, keywords.line()));
        }
    }

    private void checkRegex(ValueTest test, int line) {
        if (test instanceof ValueTest.Not not) {
            checkRegex(not.test(), line);
        } else if (test instanceof ValueTest.AnyOf any) {
            any.tests().forEach(each -> checkRegex(each, line));
        } else if (test instanceof ValueTest.Regex regex) {
            boolean lines = regex.expression().flags().contains(RegularExpression.Flag.MULTILINE);
            RegexLint.differences(regex.expression().source(), lines)
                    .forEach(found ->
                            warn(line, "the regular expression means something else here than in PCRE: " + found));
        }
    }

    private int line(String key) {
        return detection.entry(key).map(YamlMap.Entry::key).map(YamlValue::line).orElse(detection.line());
    }

    private void warn(int line, String message) {
        warnings.add(rule.info().file(), line > 0 ? line : line("condition"), message);
    }
}
