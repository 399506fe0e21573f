package io.tocsin.rules.event;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The one way in which rules see an event: fields by name, whatever the event is made of. */
public interface FieldView {

    /**
     * The value of a field by the name that rules use.
     *
     * @return a {@link String}, {@link Long}, {@link Double} or {@link Boolean}, or a {@link java.util.List} of such values
     *     where the event has several; {@code null} where it has none
     */
    @Nullable
    Object field(String name);

    /** Whether the event has the field, be its value null or empty. */
    default boolean hasField(String name) {
        return field(name) != null;
    }

    /** Whose event it is; {@code null} where that isn't known. */
    default @Nullable String tenant() {
        return null;
    }

    /** Shows every value of the event, for keyword searches, which name no field; in a fixed order, lists one by one. */
    void forEachValue(Consumer<Object> action);
}
