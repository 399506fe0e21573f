package io.tocsin.monitor.app;

import io.tocsin.monitor.config.TextFile;
import io.tocsin.rules.sigma.ValueLists;
import io.tocsin.rules.sigma.ValueListsBuilder;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Reads the value lists that a configuration or a command line names: {@code NAME.txt} is one list, a value a line; a YAML
 * file is a map of lists.
 */
public final class ValueListFiles {

    /** The largest file, in bytes: as many values as a list may have, as long as addresses and names are. */
    private static final long MAX_BYTES = 16 << 20;

    private static final String TEXT = ".txt";

    private ValueListFiles() {}

    /**
     * The lists of these places.
     *
     * @param folder the folder from which relative places are meant
     * @param places files, and folders of nothing but such files; those that begin with a dot are passed over
     * @throws InvalidDocumentException with every problem of every file
     * @throws IOException if a place isn't there or can't be read
     */
    public static ValueLists read(Path folder, List<String> places) throws InvalidDocumentException, IOException {
        Problems problems = new Problems();
        ValueListsBuilder lists = new ValueListsBuilder(problems);
        for (String place : places) {
            for (Path file : files(folder, Path.of(place))) {
                read(folder, file, lists, problems);
            }
        }
        problems.throwIfAny();
        return lists.build();
    }

    private static List<Path> files(Path folder, Path place) throws IOException {
        Path resolved = folder.resolve(place);
        if (!Files.isDirectory(resolved)) {
            if (!Files.exists(resolved)) {
                throw new NoSuchFileException(place.toString());
            }
            return List.of(place);
        }
        try (Stream<Path> inside = Files.list(resolved)) {
            return inside.filter(Files::isRegularFile)
                    .map(path -> place.resolve(resolved.relativize(path)))
                    .filter(path -> !path.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static void read(Path folder, Path file, ValueListsBuilder lists, Problems problems) throws IOException {
        String name = file.getFileName().toString();
        String lower = name.toLowerCase(Locale.ROOT);
        boolean isYaml = lower.endsWith(".yml") || lower.endsWith(".yaml");
        Path resolved = folder.resolve(file);
        if (!isYaml && !lower.endsWith(TEXT)) {
            problems.add(
                    file.toString(), 1, "is no value list: its name ends neither with .txt nor with .yml or .yaml");
        } else if (Files.size(resolved) > MAX_BYTES) {
            problems.add(
                    file.toString(),
                    1,
                    "the file has " + Files.size(resolved) + " bytes; at most " + MAX_BYTES + " are allowed");
        } else if (isYaml) {
            lists.readYaml(file.toString(), TextFile.read(resolved));
        } else {
            lists.readLines(name.substring(0, name.length() - TEXT.length()), file.toString(), TextFile.read(resolved));
        }
    }
}
