package io.tocsin.rules.event;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of an event's fields without their blanks. Rules name many fields that an event hasn't: each of them is looked up
 * here instead of being compared with every name of the event.
 *
 * @param byMap of each map of the event, its names by what they are without blanks; empty where no name has any
 */
record BlanklessNames(IdentityHashMap<Map<?, ?>, Map<String, List<String>>> byMap) {
    private static final BlanklessNames NONE = new BlanklessNames(new IdentityHashMap<>());

    /** Those of an event; it costs a walk over it. */
    static BlanklessNames of(Map<String, @Nullable Object> root) {
        if (!hasBlanks(root)) {
            return NONE;
        }
        IdentityHashMap<Map<?, ?>, Map<String, List<String>>> byMap = new IdentityHashMap<>();
        add(root, byMap);
        return new BlanklessNames(byMap);
    }

    private static boolean hasBlanks(@Nullable Object value) {
        if (JsonEvent.isSingle(value)) {
            return false;
        }
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (entry.getKey().toString().indexOf(' ') >= 0 || hasBlanks(entry.getValue())) {
                    return true;
                }
            }
        } else if (value instanceof List<?> list) {
            return list.stream().anyMatch(BlanklessNames::hasBlanks);
        }
        return false;
    }

    private static void add(@Nullable Object value, IdentityHashMap<Map<?, ?>, Map<String, List<String>>> byMap) {
        if (value instanceof Map<?, ?> map) {
            Map<String, List<String>> names = new HashMap<>();
            map.forEach((key, inner) -> {
                String name = key.toString();
                names.computeIfAbsent(name.replace(" ", ""), added -> new ArrayList<>(1))
                        .add(name);
                add(inner, byMap);
            });
            byMap.put(map, names);
        } else if (value instanceof List<?> list) {
            list.forEach(item -> add(item, byMap));
        }
    }

    /**
     * What stands at a path by names without blanks: the longest name first, and of several that are the same the first one
     * of the event that leads there. {@link FieldTree#MISSING} where nothing does.
     */
    @Nullable
    Object find(@Nullable Object at, String path) {
        if (byMap.isEmpty()) {
            return FieldTree.MISSING;
        }
        if (at instanceof List<?> list) {
            return FieldTree.findInEach(list, item -> find(item, path));
        }
        return at instanceof Map<?, ?> map ? findInMap(map, path) : FieldTree.MISSING;
    }

    private @Nullable Object findInMap(Map<?, ?> map, String path) {
        Map<String, List<String>> names = byMap.getOrDefault(map, Map.of());
        for (int end = path.length(); end >= 0; end = path.lastIndexOf('.', end - 1)) {
            for (String name : names.getOrDefault(path.substring(0, end), List.of())) {
                Object value = map.get(name);
                Object found = end == path.length() ? value : find(value, path.substring(end + 1));
                if (found != FieldTree.MISSING) {
                    return found;
                }
            }
        }
        return FieldTree.MISSING;
    }
}
