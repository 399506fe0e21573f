package io.tocsin.rules.detect;

import io.tocsin.rules.event.FieldView;
import io.tocsin.rules.sigma.CorrelationRule;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an episode as rules see them that look at it: those of its group, and those of the event at its crossing that
 * were carried along. All of them are short enough to be kept with a match.
 *
 * @param inner the rule that found it; what a rule over others groups by was cut when the rule saw it
 */
record EpisodeFields(CorrelationRule inner, Group group, Match crossing) implements FieldView {

    @Override
    public @Nullable Object field(String name) {
        String ofGroup = group.values().get(name);
        if (ofGroup == null) {
            return crossing.carried().get(name);
        }
        return inner.isChained() ? ofGroup : BoundedFields.kept(ofGroup);
    }

    @Override
    public void forEachValue(Consumer<Object> action) {
        group.values().values().forEach(action);
        crossing.carried().values().forEach(action);
    }
}
