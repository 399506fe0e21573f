package io.tocsin.rules.sigma;

import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import java.util.Map;

/** {@code action}, by which documents of Sigma 1 shared parts. */
final class OldCollections {
    private static final Map<String, String> INSTEAD = Map.of(
            "global", "write what it shares into each document",
            "reset", "leave this document out, as no document shares anything with another one",
            "repeat", "write the whole document");

    private OldCollections() {}

    /** That it is refused, and what to write instead. */
    static String refusal(YamlMap document) {
        String action = document.get("action")
                .filter(YamlScalar.class::isInstance)
                .map(value -> ((YamlScalar) value).text())
                .orElse("");
        String instead = INSTEAD.get(action);
        return instead == null
                ? "`action` is not part of Sigma 2; write each document out"
                : "`action: " + action + "` is not part of Sigma 2; " + instead;
    }
}
