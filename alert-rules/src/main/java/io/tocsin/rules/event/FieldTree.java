package io.tocsin.rules.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An event of any kind, as JSON has it: texts, numbers and truths in maps and lists.
 *
 * <p>A field is found by its name as it stands, else by a path whose parts are joined by dots; a part may be a key that
 * contains dots itself, and the longest key is tried first. A path through a list leads on in each of its maps, so that the
 * field has as many values as are found. Names are compared exactly; where none is found, blanks in the event's names are
 * left out, as Sigma has it for rarely used fields: {@code NewValue} is {@code New Value}.
 *
 * <p>Lists within lists are one list. A field that is a map has no values of its own, which isn't the same as null: it is
 * there, as a field that is an empty list is. Nulls in a list are left out; a list of nothing else is null.
 */
public final class FieldTree implements FieldView {
    /** What isn't there, which isn't the same as null. */
    static final Object MISSING = new Object();

    private final Map<String, @Nullable Object> root;

    /** Made where it is needed first. */
    private @Nullable BlanklessNames blankless;

    /**
     * An event.
     *
     * @param root the whole of it: values are {@link String}, {@link Long}, {@link Double}, {@link Boolean}, {@link List},
     *     {@link Map} or {@code null}, keys are {@link String}. It isn't copied and must not change. Its order is that of
     *     {@link #forEachValue}, so it must be a fixed one; its depth is bounded by whoever reads it
     */
    public FieldTree(Map<String, @Nullable Object> root) {
        this.root = root;
    }

    /** The whole event, as it was given. */
    public Map<String, @Nullable Object> root() {
        return root;
    }

    @Override
    public @Nullable Object field(String name) {
        Object found = find(name);
        if (found == MISSING) {
            return null;
        }
        if (!JsonEvent.isSingle(found) && (found instanceof List || found instanceof Map)) {
            List<Object> values = new ArrayList<>();
            boolean onlyNulls = collect(found, values) && values.isEmpty();
            return onlyNulls ? null : values;
        }
        return found;
    }

    @Override
    public boolean hasField(String name) {
        return find(name) != MISSING;
    }

    @Override
    public void forEachValue(Consumer<Object> action) {
        show(root, action);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FieldTree tree && root.equals(tree.root);
    }

    @Override
    public int hashCode() {
        return root.hashCode();
    }

    @Override
    public String toString() {
        return root.toString();
    }

    private @Nullable Object find(String name) {
        Object found = find(root, name);
        if (found != MISSING) {
            return found;
        }
        BlanklessNames names = blankless;
        if (names == null) {
            names = BlanklessNames.of(root);
            blankless = names;
        }
        return names.find(root, name);
    }

    static Object findInEach(List<?> list, UnaryOperator<@Nullable Object> find) {
        List<@Nullable Object> found = new ArrayList<>();
        for (Object item : list) {
            Object there = find.apply(item);
            if (there != MISSING) {
                found.add(there);
            }
        }
        return found.isEmpty() ? MISSING : found;
    }

    /** What stands at a path. Each part of the event is looked at once at most: it is reached by one reading of the path. */
    private static @Nullable Object find(@Nullable Object at, String path) {
        if (at instanceof Map<?, ?> map) {
            return findInMap(map, path);
        }
        return at instanceof List<?> list ? findInEach(list, item -> find(item, path)) : MISSING;
    }

    private static @Nullable Object findInMap(Map<?, ?> map, String path) {
        Object value = get(map, path);
        // Most names are no paths; a search from the front is an instruction of the machine's, one from the back isn't.
        if (value != MISSING || path.indexOf('.') < 0) {
            return value;
        }
        for (int dot = path.lastIndexOf('.'); dot >= 0; dot = path.lastIndexOf('.', dot - 1)) {
            Object inner = get(map, path.substring(0, dot));
            if (inner instanceof Map || inner instanceof List) {
                Object found = find(inner, path.substring(dot + 1));
                if (found != MISSING) {
                    return found;
                }
            }
        }
        return MISSING;
    }

    /** The value of a key, looked up once: most fields that rules name aren't in most events. */
    @SuppressWarnings("unchecked")
    private static @Nullable Object get(Map<?, ?> map, String key) {
        return ((Map<String, @Nullable Object>) map).getOrDefault(key, MISSING);
    }

    /** Adds the values of a list; says whether it holds a null. */
    private static boolean collect(Object from, List<Object> values) {
        boolean nulls = false;
        if (from instanceof List<?> list) {
            for (Object item : list) {
                if (item == null) {
                    nulls = true;
                } else if (item instanceof List) {
                    nulls |= collect(item, values);
                } else if (!(item instanceof Map)) {
                    values.add(item);
                }
            }
        }
        return nulls;
    }

    private static void show(@Nullable Object value, Consumer<Object> action) {
        if (value instanceof Map<?, ?> map) {
            map.values().forEach(inner -> show(inner, action));
        } else if (value instanceof List<?> list) {
            list.forEach(item -> show(item, action));
        } else if (value != null) {
            action.accept(value);
        }
    }
}
