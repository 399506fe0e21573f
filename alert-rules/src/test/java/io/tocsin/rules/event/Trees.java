package io.tocsin.rules.event;

import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlDocuments;
import io.tocsin.rules.yaml.YamlList;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import io.tocsin.rules.yaml.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events of any form, written as YAML, for tests. */
public final class Trees {

    private Trees() {}

    /** The event that a YAML map is. */
    public static FieldTree of(String yaml) {
        Problems problems = new Problems();
        YamlMap map = YamlDocuments.readMap("event", yaml, problems).orElseThrow();
        if (!problems.isEmpty()) {
            throw new AssertionError(problems.sorted());
        }
        Map<String, @Nullable Object> root = new LinkedHashMap<>();
        map.entries().forEach(entry -> root.put(entry.name(), value(entry.value())));
        return new FieldTree(root);
    }

    private static @Nullable Object value(YamlValue value) {
        if (value instanceof YamlMap map) {
            Map<String, @Nullable Object> inner = new LinkedHashMap<>();
            map.entries().forEach(entry -> inner.put(entry.name(), value(entry.value())));
            return inner;
        }
        if (value instanceof YamlList list) {
            List<@Nullable Object> items = new ArrayList<>();
            list.items().forEach(item -> items.add(value(item)));
            return items;
        }
        YamlScalar scalar = (YamlScalar) value;
        if (scalar.isNull()) {
            return null;
        }
        if (scalar.kind() == YamlScalar.Kind.FLOAT) {
            return Double.valueOf(scalar.text());
        }
        return scalar.asLong()
                .<Object>map(number -> number)
                .or(scalar::asBoolean)
                .orElse(scalar.text());
    }
}
