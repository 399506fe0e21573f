package io.tocsin.rules.sigma;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code aliases} of a correlation: names for what its rules have under different ones.
 *
 * @param fields alias to id of a rule to the field that the alias stands for in the events of that rule
 */
public record FieldAliases(Map<String, Map<String, String>> fields) {

    /** No aliases. */
    public static final FieldAliases NONE = new FieldAliases(Map.of());

    public FieldAliases {
        Map<String, Map<String, String>> copy = new LinkedHashMap<>();
        fields.forEach((alias, byRule) -> copy.put(alias, Map.copyOf(byRule)));
        fields = Map.copyOf(copy);
    }

    /** Whether one of these names is an alias. */
    public boolean areIn(List<String> names) {
        if (!fields.isEmpty()) {
            for (String name : names) {
                if (fields.containsKey(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The field that a name, which may be an alias, stands for in the events of a rule. */
    public String field(String name, DetectionRule rule) {
        return field(name, rule.info());
    }

    /** The field that a name, which may be an alias, stands for in what a rule matches or finds. */
    public String field(String name, RuleInfo rule) {
        Map<String, String> byRule = fields.get(name);
        return byRule == null ? name : byRule.getOrDefault(rule.id(), name);
    }

    /** The fields that names stand for in the events of a rule. */
    public List<String> fields(List<String> names, DetectionRule rule) {
        return fields(names, rule.info());
    }

    /** The fields that names stand for in what a rule matches or finds. */
    public List<String> fields(List<String> names, RuleInfo rule) {
        return fields.isEmpty()
                ? names
                : names.stream().map(name -> field(name, rule)).toList();
    }
}
