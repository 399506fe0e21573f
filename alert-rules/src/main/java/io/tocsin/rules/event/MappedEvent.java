package io.tocsin.rules.event;

import io.tocsin.rules.event.FieldMapping.Target;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An event as rules see it that have other names for its fields. It is never written: it is the same event.
 *
 * @param event the event
 * @param names what those names stand for
 */
public record MappedEvent(SecurityEvent event, Map<String, Target> names) implements SecurityEvent {

    @Override
    public EventId eventId() {
        return event.eventId();
    }

    @Override
    public long timeMs() {
        return event.timeMs();
    }

    @Override
    public @Nullable Origin origin() {
        return event.origin();
    }

    @Override
    public EventStream stream() {
        return event.stream();
    }

    @Override
    public @Nullable String key() {
        return event.key();
    }

    @Override
    public String tenant() {
        return event.tenant();
    }

    @Override
    public @Nullable Object field(String name) {
        Target target = names.get(name);
        return target == null ? event.field(name) : target.value(event.field(target.field()));
    }

    @Override
    public boolean hasField(String name) {
        Target target = names.get(name);
        return event.hasField(target == null ? name : target.field());
    }

    @Override
    public void forEachValue(Consumer<Object> action) {
        event.forEachValue(action);
    }
}
