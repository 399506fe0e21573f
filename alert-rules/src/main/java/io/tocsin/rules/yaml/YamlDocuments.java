package io.tocsin.rules.yaml;

import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML 1.2 with the core schema, safely whoever wrote it: size, depth and the growth through aliases are bounded,
 * tags construct nothing, duplicate keys are reported.
 */
public final class YamlDocuments {

    /** The longest file, in characters. */
    public static final int MAX_LENGTH = 1 << 20;

    /** How deep maps and lists may be nested. */
    public static final int MAX_DEPTH = 40;

    /** How many values a file may hold, what aliases repeat included. */
    public static final int MAX_VALUES = 100_000;

    /** How many characters its values may have together, what aliases repeat included. */
    public static final int MAX_TEXT = 4 * MAX_LENGTH;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private YamlDocuments() {}

    /**
     * The documents of a file, in their order; empty ones are left out.
     *
     * @param file the file's name, for messages
     * @param text its content
     * @param problems where to note what is wrong; after a fault in the syntax only the documents before it are returned
     */
    public static List<YamlValue> read(String file, String text, Problems problems) {
        if (text.length() > MAX_LENGTH) {
            problems.add(
                    file, 1, "the file has " + text.length() + " characters; at most " + MAX_LENGTH + " are allowed");
            return List.of();
        }
        String yaml = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(MAX_LENGTH)
                // Room for the whole text: snakeyaml-engine 3.0.1 fails on a surrogate pair across its buffer's end.
                .setBufferSize(yaml.length() + 2)
                .build();
        TreeBuilder builder =
                new TreeBuilder(file, new Parse(settings).parseString(yaml).iterator(), problems);
        try {
            builder.readAll();
        } catch (ReaderException e) {
            problems.add(file, lineAt(yaml, e.getPosition()), unreadable(e));
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
            problems.add(file, mark.map(at -> at.getLine() + 1).orElse(1), syntaxFault(e));
        } catch (YamlEngineException e) {
            problems.add(file, builder.lastLine(), "not valid YAML: " + e.getMessage());
        }
        return builder.documents();
    }

    /**
     * The one document of a file, which must be a map.
     *
     * @return the map; nothing, and a problem noted, if the file holds anything else
     */
    public static Optional<YamlMap> readMap(String file, String text, Problems problems) {
        int before = problems.count();
        List<YamlValue> documents = read(file, text, problems);
        if (problems.count() > before && documents.isEmpty()) {
            return Optional.empty();
        }
        if (documents.isEmpty()) {
            problems.add(file, 1, "the file is empty; a map of settings is expected");
            return Optional.empty();
        }
        if (documents.size() > 1) {
            problems.add(documents.get(1), "a second document begins here; this file may hold only one");
        }
        if (documents.get(0) instanceof YamlMap map) {
            return Optional.of(map);
        }
        problems.add(documents.get(0), "the file holds " + documents.get(0).kindName() + "; a map is expected");
        return Optional.empty();
    }

    private static String syntaxFault(MarkedYamlEngineException e) {
        String context = e.getContext() == null ? "" : e.getContext() + ": ";
        String where = e.getProblemMark()
                .map(at -> " (column " + (at.getColumn() + 1) + ")")
                .orElse("");
        return "not valid YAML: " + context + e.getProblem() + where;
    }

    private static String unreadable(ReaderException e) {
        return String.format("not valid YAML: the character U+%04X is not allowed", e.getCodePoint());
    }

    private static int lineAt(String text, int codePoints) {
        int end = text.offsetByCodePoints(0, Math.min(codePoints, text.codePointCount(0, text.length())));
        return 1 + (int) text.chars().limit(end).filter(c -> c == '\n').count();
    }
}
