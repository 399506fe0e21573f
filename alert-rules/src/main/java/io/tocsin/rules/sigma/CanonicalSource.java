package io.tocsin.rules.sigma;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.FieldMapping;
import io.tocsin.rules.event.FieldMapping.Target;
import io.tocsin.rules.hash.Sha256;
import io.tocsin.rules.yaml.YamlList;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import io.tocsin.rules.yaml.YamlValue;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The hash of a rule set.
 *
 * <p>Every document is written as its values, without what doesn't matter to a YAML reader: comments, indentation, quotes
 * of one kind or the other, and the order of a map's keys. Lists keep their order, and a number stays different from the
 * same digits as text. Each value is preceded by its kind and length, so that no two different documents are written
 * alike. The documents follow each other by id; names of files, and how documents are spread over them, don't count.
 *
 * <p>Behind them stands what they mean something else without: what the value lists hold that they ask for, as it was at
 * the start; and of each stream that they look at what rules call it and its fields, and which field keys it. A stream of
 * Tocsin's own under its own names alone adds nothing.
 */
final class CanonicalSource {
    private static final String FORMAT = "tocsin-rule-set-1\n";

    private CanonicalSource() {}

    /**
     * SHA-256 in lower-case hex.
     *
     * @param documentsById the documents
     * @param lists the value lists that they ask for
     * @param streams the streams that they look at, as their taxonomies see them; of one stream there may be several views
     */
    static String hash(
            SortedMap<String, YamlMap> documentsById,
            SortedMap<String, List<String>> lists,
            Collection<EventStream> streams) {
        StringBuilder source = new StringBuilder(FORMAT);
        documentsById.forEach((id, document) -> write(document, source));
        lists.forEach((name, values) -> {
            source.append("list ")
                    .append(name)
                    .append(' ')
                    .append(values.size())
                    .append('\n');
            values.forEach(value -> write(value, source));
        });
        Set<String> written = new TreeSet<>();
        streams.stream()
                .filter(stream -> !EventStream.OWN.contains(stream))
                .forEach(stream -> written.add(written(stream)));
        written.forEach(source::append);
        return Sha256.hex(source.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** In the order of names, whatever the order of files and lines that they come from. */
    private static String written(EventStream stream) {
        StringBuilder out = new StringBuilder("stream ");
        write(stream.label(), out);
        write(stream.keyField() == null ? "" : stream.keyField(), out);
        Set<String> logSources = new TreeSet<>();
        stream.logSources().forEach(each -> logSources.add(each.toString()));
        Map<String, Target> fields = new TreeMap<>();
        for (FieldMapping mapping : stream.mappings()) {
            mapping.logSources().forEach(each -> logSources.add(each.toString()));
            mapping.fields().forEach(fields::putIfAbsent);
        }
        out.append(logSources.size()).append('\n');
        logSources.forEach(each -> write(each, out));
        out.append(fields.size()).append('\n');
        fields.forEach((name, target) -> {
            write(name, out);
            write(target.field(), out);
            out.append(target.values().size()).append('\n');
            new TreeMap<>(target.values()).forEach((value, called) -> {
                write(value, out);
                write(called, out);
            });
        });
        return out.toString();
    }

    private static void write(String text, StringBuilder out) {
        out.append(text.length()).append(' ').append(text).append('\n');
    }

    private static void write(YamlValue value, StringBuilder out) {
        if (value instanceof YamlMap map) {
            List<YamlMap.Entry> entries = map.entries().stream()
                    .sorted(Comparator.comparing(YamlMap.Entry::name))
                    .toList();
            out.append('{').append(entries.size()).append('\n');
            for (YamlMap.Entry entry : entries) {
                write(entry.key(), out);
                write(entry.value(), out);
            }
        } else if (value instanceof YamlList list) {
            out.append('[').append(list.items().size()).append('\n');
            list.items().forEach(item -> write(item, out));
        } else if (value instanceof YamlScalar scalar) {
            out.append(scalar.kind()).append(' ');
            write(scalar.text(), out);
        }
    }
}
