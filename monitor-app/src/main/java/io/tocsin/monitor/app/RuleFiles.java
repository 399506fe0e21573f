package io.tocsin.monitor.app;

import io.tocsin.monitor.config.TextFile;
import io.tocsin.monitor.config.TocsinConfig;
import io.tocsin.rules.sigma.LogSources;
import io.tocsin.rules.sigma.RuleCompiler;
import io.tocsin.rules.sigma.RuleFile;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.sigma.ShippedRules;
import io.tocsin.rules.sigma.ValueLists;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Finds the rules that a configuration or a command line names, and the tests beside them. */
public final class RuleFiles {
    private static final int DEEPEST = 8;

    private final Path folder;
    private final List<String> places;

    /**
     * Rules in some places.
     *
     * @param folder the folder from which relative places are meant
     * @param places files, folders (every {@code .yml} and {@code .yaml} below them), or the word
     *     {@value TocsinConfig#SHIPPED_RULES}
     */
    public RuleFiles(Path folder, List<String> places) {
        this.folder = folder;
        this.places = List.copyOf(places);
    }

    /**
     * Their rule set.
     *
     * @param sources what they look at
     * @param lists what their placeholders stand for
     * @throws InvalidDocumentException with every problem of every file
     * @throws IOException if a place isn't there or can't be read
     */
    public RuleSet compile(LogSources sources, ValueLists lists) throws InvalidDocumentException, IOException {
        return RuleCompiler.compile(rules(), sources, lists);
    }

    /** The files of rules, each by the name that messages show; tests beside them are left out. */
    public List<RuleFile> rules() throws IOException {
        List<RuleFile> files = new ArrayList<>();
        for (String place : places) {
            List<RuleFile> found =
                    place.equals(TocsinConfig.SHIPPED_RULES) ? ShippedRules.files() : read(Path.of(place), false);
            if (found.isEmpty()) {
                throw new NoSuchFileException(place + ", or rather: there are only tests in it, and no rules");
            }
            files.addAll(found);
        }
        return files;
    }

    /** The files of tests: {@code NAME.test.yml} beside the rules. */
    public List<RuleFile> tests() throws IOException {
        List<RuleFile> files = new ArrayList<>();
        for (String place : places) {
            files.addAll(place.equals(TocsinConfig.SHIPPED_RULES) ? ShippedRules.tests() : read(Path.of(place), true));
        }
        return files;
    }

    /** The text of a file beside one of these. */
    public String readBeside(String file, String name) throws IOException {
        return TextFile.read(folder.resolve(file).resolveSibling(name));
    }

    private List<RuleFile> read(Path place, boolean tests) throws IOException {
        List<RuleFile> files = new ArrayList<>();
        for (Path path : paths(place)) {
            if (RuleFile.isTest(path.toString()) == tests) {
                files.add(new RuleFile(path.toString(), TextFile.read(folder.resolve(path))));
            }
        }
        return files;
    }

    /** The paths as a person would write them: relative to the folder where the place is. */
    private List<Path> paths(Path place) throws IOException {
        Path resolved = folder.resolve(place);
        if (!Files.isDirectory(resolved)) {
            if (!Files.exists(resolved)) {
                throw new NoSuchFileException(place.toString());
            }
            return List.of(place);
        }
        try (Stream<Path> below = Files.walk(resolved, DEEPEST)) {
            List<Path> found = below.filter(RuleFiles::isRuleFile)
                    .sorted()
                    .map(path -> place.resolve(resolved.relativize(path)))
                    .toList();
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
