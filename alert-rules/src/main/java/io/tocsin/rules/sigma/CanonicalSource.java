package io.tocsin.rules.sigma;

import io.tocsin.rules.hash.Sha256;
import io.tocsin.rules.yaml.YamlList;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import io.tocsin.rules.yaml.YamlValue;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;

/**
 * The hash of a rule set.
 *
 * <p>Every document is written as its values, without what doesn't matter to a YAML reader: comments, indentation, quotes
 * of one kind or the other, and the order of a map's keys. Lists keep their order, and a number stays different from the
 * same digits as text. Each value is preceded by its kind and length, so that no two different documents are written
 * alike. The documents follow each other by id, and behind them what the value lists hold that they ask for; names of files, and how documents are spread over them, don't count.
 */
final class CanonicalSource {
    private static final String FORMAT = "tocsin-rule-set-1\n";

    private CanonicalSource() {}

    /** SHA-256 over the documents, by their ids, and over the value lists that they ask for; lower-case hex. */
    static String hash(SortedMap<String, YamlMap> documentsById, SortedMap<String, List<String>> lists) {
        StringBuilder source = new StringBuilder(FORMAT);
        documentsById.forEach((id, document) -> write(document, source));
        lists.forEach((name, values) -> {
            source.append("list ")
                    .append(name)
                    .append(' ')
                    .append(values.size())
                    .append('\n');
            values.forEach(value ->
                    source.append(value.length()).append(' ').append(value).append('\n'));
        });
        return Sha256.hex(source.toString().getBytes(StandardCharsets.UTF_8));
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
            out.append(scalar.kind()).append(' ').append(scalar.text().length()).append(' ');
            out.append(scalar.text()).append('\n');
        }
    }
}
