package io.tocsin.rules.sigma;

import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
        try (InputStream in = ShippedRules.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + FOLDER + name + " is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the resource " + FOLDER + name + " can't be read", e);
        }
    }
}
