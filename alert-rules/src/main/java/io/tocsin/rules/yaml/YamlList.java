package io.tocsin.rules.yaml;

import java.util.List;

/**
 * A list.
 *
 * @param items its items, in the document's order
 */
public record YamlList(String file, int line, List<YamlValue> items) implements YamlValue {
    public YamlList {
        items = List.copyOf(items);
    }

    @Override
    public String kindName() {
        return "a list";
    }
}
