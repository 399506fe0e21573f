package io.tocsin.rules.yaml;

import java.util.List;
import java.util.Optional;

/**
 * A map. Its keys are single values and no two are equal: {@link YamlDocuments} reports the rest.
 *
 * @param entries its entries, in the document's order
 */
public record YamlMap(String file, int line, List<Entry> entries) implements YamlValue {

    /**
     * One entry.
     *
     * @param key its key
     * @param value its value
     */
    public record Entry(YamlScalar key, YamlValue value) {
        /** The key's text. */
        public String name() {
            return key.text();
        }
    }

    public YamlMap {
        entries = List.copyOf(entries);
    }

    @Override
    public String kindName() {
        return "a map";
    }

    /** The entry of a key. */
    public Optional<Entry> entry(String name) {
        // Maps that people write are short; a search is as fast as an index would be.
        return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /** The value of a key. */
    public Optional<YamlValue> get(String name) {
        return entry(name).map(Entry::value);
    }

    /** The keys, in the document's order. */
    public List<String> names() {
        return entries.stream().map(Entry::name).toList();
    }
}
