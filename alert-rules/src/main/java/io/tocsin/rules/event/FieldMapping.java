package io.tocsin.rules.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What rules of one taxonomy call the events of a stream and their fields, beside the events' own names.
 *
 * @param taxonomy the word that those rules have as {@code taxonomy}
 * @param logSources what they call the events
 * @param fields their names of fields, and what each stands for
 */
public record FieldMapping(String taxonomy, List<LogSource> logSources, Map<String, Target> fields) {

    /** The taxonomy of a rule that names none. */
    public static final String SIGMA = "sigma";

    /**
     * What a name stands for.
     *
     * @param field the field of the event
     * @param values by the field's value, as text, what rules call it; a value that isn't there is called as it is
     */
    public record Target(String field, Map<String, String> values) {
        public Target {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        /** A field whose values are called as they are. */
        public Target(String field) {
            this(field, Map.of());
        }

        @Nullable
        Object value(@Nullable Object found) {
            if (values.isEmpty() || found == null) {
                return found;
            }
            if (found instanceof List<?> several) {
                return several.stream().map(this::called).toList();
            }
            return called(found);
        }

        private Object called(Object found) {
            String name = values.get(found.toString());
            return name == null ? found : name;
        }
    }

    public FieldMapping {
        logSources = List.copyOf(logSources);
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
}
