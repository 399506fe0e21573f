package io.tocsin.rules.lint;

import io.tocsin.rules.sigma.AttackTag;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlList;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import io.tocsin.rules.yaml.YamlValue;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Finds forms in a document that still work and that Sigma 2.1 writes in another way, and what a rule says against itself. */
final class DeprecatedForms {

    /** Names of modifiers that pySigma knows beside those of the specification, or that have a clearer one. */
    private static final Map<String, String> MODIFIERS =
            Map.of("ignorecase", "i", "multiline", "m", "dotall", "s", "wide", "utf16le");

    private static final Pattern ANY_OF = Pattern.compile("\\bany of\\b");

    private final YamlMap document;
    private final Problems warnings;

    DeprecatedForms(YamlMap document, Problems warnings) {
        this.document = document;
        this.warnings = warnings;
    }

    void check() {
        document.get("tags").ifPresent(this::checkTags);
        document.get("status").ifPresent(this::checkStatus);
        document.get("detection").ifPresent(this::checkDetection);
        document.get("filter").ifPresent(this::checkDetection);
    }

    private void checkTags(YamlValue tags) {
        for (YamlScalar tag : scalars(tags)) {
            String text = tag.text();
            if (!text.startsWith(AttackTag.NAMESPACE)) {
                continue;
            }
            String hyphened = text.replace('_', '-');
            if (!hyphened.equals(text) && AttackTag.isKnown(hyphened)) {
                warnings.add(tag, "the tag " + text + " is written with hyphens since Sigma 2.0; write " + hyphened);
            } else if (!AttackTag.isKnown(text)) {
                warnings.add(
                        tag,
                        "the tag " + text
                                + " is no tactic, technique, group, software or data of ATT&CK, so that no coverage"
                                + " shows it; write one such as attack.t1110.001 or attack.credential-access");
            }
        }
    }

    private void checkStatus(YamlValue status) {
        if (status instanceof YamlScalar scalar
                && List.of("deprecated", "unsupported").contains(scalar.text())) {
            warnings.add(
                    scalar,
                    "the rule says of itself that it is " + scalar.text()
                            + ", and alerts nevertheless; remove the rule, or" + " change its `status`");
        }
    }

    private void checkDetection(YamlValue detection) {
        if (detection instanceof YamlMap map) {
            map.get("condition").ifPresent(this::checkCondition);
            checkModifiers(map);
        }
    }

    private void checkCondition(YamlValue condition) {
        for (YamlScalar each : scalars(condition)) {
            if (ANY_OF.matcher(each.text()).find()) {
                warnings.add(each, "`any of` is a word of pySigma; Sigma writes `1 of`");
            }
        }
    }

    private void checkModifiers(YamlValue value) {
        if (value instanceof YamlList list) {
            list.items().forEach(this::checkModifiers);
        } else if (value instanceof YamlMap map) {
            for (YamlMap.Entry entry : map.entries()) {
                String[] parts = entry.name().split("\\|", -1);
                for (int i = 1; i < parts.length; i++) {
                    String better = MODIFIERS.get(parts[i]);
                    if (better != null) {
                        warnings.add(
                                entry.key(), "the modifier `" + parts[i] + "` is better known as `" + better + "`");
                    }
                }
                checkModifiers(entry.value());
            }
        }
    }

    private static List<YamlScalar> scalars(YamlValue value) {
        List<YamlValue> items = value instanceof YamlList list ? list.items() : List.of(value);
        return items.stream()
                .filter(YamlScalar.class::isInstance)
                .map(YamlScalar.class::cast)
                .toList();
    }
}
