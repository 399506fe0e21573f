package io.tocsin.rules.sigma;

import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.TextResource;
import java.util.List;
import java.util.stream.Stream;

/** The rules that come with Tocsin: the thresholds of the platform's security page, as Sigma documents. */
public final class ShippedRules {
    private static final String FOLDER = "/io/tocsin/rules/shipped/";
    private static final String INDEX = "index.txt";

    private ShippedRules() {}

    /** Their files, by name; a starting point for a rule folder of one's own. */
    public static List<RuleFile> files() {
        return all().filter(file -> !file.isTest()).toList();
    }

    /** The files of their tests, by name. */
    public static List<RuleFile> tests() {
        return all().filter(RuleFile::isTest).toList();
    }

    private static Stream<RuleFile> all() {
        return resource(INDEX).lines().map(name -> new RuleFile("shipped/" + name, resource(name)));
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
