package io.tocsin.rules.detect;

import io.tocsin.rules.alert.Alert;
import java.util.List;

/**
 * What one input did to a group.
 *
 * @param state the group's state from now on
 * @param alerts what is to be published, in order
 * @param crossings the crossings of episodes that were settled, in order: final, whatever comes. Only where correlations look
 *     at the rule's episodes, see {@link SettledCrossings}
 */
public record Step(GroupState state, List<Alert> alerts, List<Match> crossings) {
    public Step {
        alerts = List.copyOf(alerts);
        crossings = List.copyOf(crossings);
    }

    /** What nobody looks at beyond the alerts. */
    Step(GroupState state, List<Alert> alerts) {
        this(state, alerts, List.of());
    }
}
