package io.tocsin.rules.sigma;

import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.TextResource;
import java.util.List;

/** The rules that come with Tocsin: the thresholds of the platform's security page, as Sigma documents. */
public final class ShippedRules {
    private static final String FOLDER = "/io/tocsin/rules/shipped/";
    private static final String INDEX = "index.txt";

    private ShippedRules() {}

    /** Their files, by name; a starting point for a rule folder of one's own. */
    public static List<RuleFile> files() {
        return resource(INDEX)
                .lines()
                .map(name -> new RuleFile("shipped/" + name, resource(name)))
                .toList();
    }

    /** They, compiled. */
    public static RuleSet load() {
        try {
            return RuleCompiler.compile(files());
        } catch (InvalidDocumentException e) {
            throw new IllegalStateException("the shipped rules are broken:\n" + e.getMessage(), e);
        }
    }

    private static String resource(String name) {
        return TextResource.read(ShippedRules.class, FOLDER + name);
    }
}
