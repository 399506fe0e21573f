package io.tocsin.rules.detect;

import io.tocsin.rules.event.FieldView;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an episode as rules see them that look at it: those of its group, and those of the event at its crossing that
 * were carried along.
 */
record EpisodeFields(Group group, Match crossing) implements FieldView {

    @Override
    public @Nullable Object field(String name) {
        String ofGroup = group.values().get(name);
        return ofGroup == null ? crossing.carried().get(name) : ofGroup;
    }

    @Override
    public void forEachValue(Consumer<Object> action) {
        group.values().values().forEach(action);
        crossing.carried().values().forEach(action);
    }
}
