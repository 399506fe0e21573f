package io.tocsin.monitor.cli;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which files are meant by what stands on the command line: files, folders with all in them, and patterns. */
final class LogPaths {
    private static final int MAX_FILES = 100_000;
    private static final int MAX_DEPTH = 32;
    private static final String WILDCARDS = "*?[{";

    private LogPaths() {}

    /**
     * The files, each path below the folder that it was asked for in, those of a folder or pattern in the order of their
     * names.
     *
     * @param folder what relative paths begin in
     * @param asked paths; a shell may have left patterns as they are
     * @throws NoSuchFileException naming the first that isn't there, or the pattern that nothing fits
     */
    static List<String> expand(Path folder, List<String> asked) throws IOException {
        List<String> files = new ArrayList<>();
        for (String each : asked) {
            if (each.equals(LogOptions.STDIN)) {
                files.add(each);
            } else {
                files.addAll(expand(folder, each));
            }
            if (files.size() > MAX_FILES) {
                throw CliException.usage("there are more than " + MAX_FILES + " files; give fewer at a time");
            }
        }
        return files;
    }

    private static List<String> expand(Path folder, String asked) throws IOException {
        Path path = path(folder, asked);
        if (path != null && Files.isDirectory(path)) {
            return below(path, asked, file -> true);
        }
        if (path != null && Files.exists(path)) {
            return List.of(asked);
        }
        int wildcard = firstWildcard(asked);
        if (wildcard == asked.length()) {
            throw new NoSuchFileException(asked);
        }
        int slash = asked.lastIndexOf('/', wildcard);
        String root = slash < 0 ? "" : asked.substring(0, slash + 1);
        PathMatcher matcher = matcher(asked.substring(slash + 1));
        Path start = folder.resolve(root);
        if (!Files.isDirectory(start)) {
            throw new NoSuchFileException(asked);
        }
        List<String> found = below(start, root, file -> matcher.matches(start.relativize(file)));
        if (found.isEmpty()) {
            throw new NoSuchFileException(asked);
        }
        return found;
    }

    /** Regular files whose names, and whose folders' names, don't begin with a dot. */
    private static List<String> below(Path start, String shown, PathMatcher matcher) throws IOException {
        try (Stream<Path> all = Files.walk(start, MAX_DEPTH, FileVisitOption.FOLLOW_LINKS)) {
            List<Path> files = all.filter(file -> !isHidden(start.relativize(file)))
                    .filter(Files::isRegularFile)
                    .filter(matcher::matches)
                    .limit(MAX_FILES + 1L)
                    .sorted()
                    .toList();
            Path prefix = Path.of(shown);
            return files.stream()
                    .map(file -> prefix.resolve(start.relativize(file)).toString())
                    .toList();
        }
    }

    private static boolean isHidden(Path relative) {
        for (Path each : relative) {
            if (each.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static PathMatcher matcher(String pattern) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        } catch (PatternSyntaxException e) {
            throw CliException.usage("'" + Terminal.printable(pattern) + "' is no pattern of file names");
        }
    }

    private static int firstWildcard(String asked) {
        for (int i = 0; i < asked.length(); i++) {
            if (WILDCARDS.indexOf(asked.charAt(i)) >= 0) {
                return i;
            }
        }
        return asked.length();
    }

    /** {@code null} where this system can't have such a name, which a pattern may still be. */
    private static @Nullable Path path(Path folder, String asked) {
        try {
            return folder.resolve(asked);
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
