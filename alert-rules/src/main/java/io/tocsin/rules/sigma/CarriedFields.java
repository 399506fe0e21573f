package io.tocsin.rules.sigma;

import io.tocsin.rules.yaml.Problems;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which fields of its events each correlation has to remember, because correlations that look at its episodes ask for them:
 * whatever they group by or look at, unless it is what the correlation itself groups by, which its group tells.
 */
public final class CarriedFields {

    /** The most fields of one correlation: each of its matches is kept with their values. */
    static final int MAX_FIELDS = 16;

    private final Map<String, CorrelationRule> inners = new LinkedHashMap<>();
    private final Map<String, TreeSet<String>> byRule = new HashMap<>();

    private CarriedFields() {}

    /** What the correlations of a set have to remember for one another. */
    public static CarriedFields of(Collection<CorrelationRule> rules) {
        CarriedFields carried = new CarriedFields();
        // From the outermost on: what a rule has to remember it asks of those below it.
        rules.stream()
                .filter(CorrelationRule::isChained)
                .sorted(Comparator.comparing(CorrelationRule::level).reversed())
                .forEach(carried::ask);
        return carried;
    }

    private void ask(CorrelationRule outer) {
        List<String> names = new ArrayList<>(outer.groupBy());
        names.addAll(outer.distinctFields());
        if (outer.condition().numberField() != null) {
            names.add(outer.condition().numberField());
        }
        names.addAll(of(outer));
        for (CorrelationRule.Inner inner : outer.inners()) {
            CorrelationRule rule = inner.rule();
            inners.put(rule.info().id(), rule);
            for (String field : outer.aliases().fields(names, rule.info())) {
                if (!rule.groupBy().contains(field)) {
                    byRule.computeIfAbsent(rule.info().id(), added -> new TreeSet<>())
                            .add(field);
                }
            }
        }
    }

    /** The fields of a correlation, by the names that it has for them, in alphabetical order; most have none. */
    public List<String> of(CorrelationRule rule) {
        TreeSet<String> fields = byRule.get(rule.info().id());
        return fields == null ? List.of() : List.copyOf(fields);
    }

    /** Refuses rules whose matches would grow too large. */
    void refuseTooMany(Problems problems) {
        for (CorrelationRule rule : inners.values()) {
            if (of(rule).size() > MAX_FIELDS) {
                problems.add(
                        rule.info().file(),
                        rule.info().line(),
                        "correlations that refer to this one look at " + of(rule).size()
                                + " fields of its events beside those that it groups by; at most " + MAX_FIELDS
                                + " are allowed");
            }
        }
    }
}
