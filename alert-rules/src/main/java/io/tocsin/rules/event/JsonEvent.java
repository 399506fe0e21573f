package io.tocsin.rules.event;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An event of a configured stream: any JSON object, whose fields rules name as they stand there.
 *
 * @param stream what it is one of; where a field of it keys the topic, the event has that field, as one single value
 * @param tree its fields
 */
public record JsonEvent(
        EventId eventId, long timeMs, @Nullable Origin origin, EventStream stream, FieldTree tree)
        implements SecurityEvent {

    public JsonEvent {
        if (stream.keyField() != null && !isSingle(tree.field(stream.keyField()))) {
            throw new IllegalArgumentException("`" + stream.keyField() + "` keys the events of " + stream.label()
                    + ", and this one doesn't have it as one single value");
        }
    }

    /**
     * Whether a value can key an event: a text, number or truth. Where most values are, this is sooner asked than whether one
     * is a list: of a class the JVM tells that at once, of an interface it doesn't.
     */
    public static boolean isSingle(@Nullable Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean;
    }

    @Override
    public @Nullable String key() {
        String field = stream.keyField();
        return field == null ? null : String.valueOf(tree.field(field));
    }

    @Override
    public @Nullable Object field(String name) {
        return tree.field(name);
    }

    @Override
    public boolean hasField(String name) {
        return tree.hasField(name);
    }

    @Override
    public void forEachValue(Consumer<Object> action) {
        tree.forEachValue(action);
    }
}
