package io.tocsin.monitor.app;

import io.tocsin.monitor.config.TextFile;
import io.tocsin.monitor.config.TocsinConfig;
import io.tocsin.rules.sigma.RuleCompiler;
import io.tocsin.rules.sigma.RuleFile;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.sigma.ShippedRules;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Finds the rules that a configuration names. */
public final class RuleFiles {
    private static final int DEEPEST = 8;

    private RuleFiles() {}

    /**
     * The rule set of these places.
     *
     * @param places files, folders (every {@code .yml} and {@code .yaml} below them), or the word
     *     {@value TocsinConfig#SHIPPED_RULES}
     * @throws InvalidDocumentException with every problem of every file
     * @throws IOException if a place isn't there or can't be read
     */
    public static RuleSet compile(List<String> places) throws InvalidDocumentException, IOException {
        return RuleCompiler.compile(read(places));
    }

    /** The files of rules in these places, as {@link #compile} takes them; tests beside them are left out. */
    public static List<RuleFile> read(List<String> places) throws IOException {
        List<RuleFile> files = new ArrayList<>();
        for (String place : places) {
            if (place.equals(TocsinConfig.SHIPPED_RULES)) {
                files.addAll(ShippedRules.files());
            } else {
                files.addAll(read(Path.of(place), false));
            }
        }
        return files;
    }

    /** The files of tests in these places: {@code NAME.test.yml} beside the rules. */
    public static List<RuleFile> readTests(List<String> places) throws IOException {
        List<RuleFile> files = new ArrayList<>();
        for (String place : places) {
            if (place.equals(TocsinConfig.SHIPPED_RULES)) {
                files.addAll(ShippedRules.tests());
            } else {
                files.addAll(read(Path.of(place), true));
            }
        }
        return files;
    }

    private static List<RuleFile> read(Path place, boolean tests) throws IOException {
        List<RuleFile> files = new ArrayList<>();
        for (Path path : paths(place)) {
            if (RuleFile.isTest(path.toString()) == tests) {
                files.add(new RuleFile(path.toString(), TextFile.read(path)));
            }
        }
        if (files.isEmpty() && !tests) {
            throw new NoSuchFileException(place + ", or rather: there are only tests in it, and no rules");
        }
        return files;
    }

    private static List<Path> paths(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return List.of(place);
        }
        try (Stream<Path> below = Files.walk(place, DEEPEST)) {
            List<Path> found = below.filter(RuleFiles::isRuleFile).sorted().toList();
            if (found.isEmpty()) {
                throw new NoSuchFileException(place + ", or rather: the folder has no .yml and no .yaml file");
            }
            return found;
        }
    }

    private static boolean isRuleFile(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        return Files.isRegularFile(path) && (name.endsWith(".yml") || name.endsWith(".yaml"));
    }
}
