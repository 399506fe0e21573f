package io.tocsin.rules.detect;

import io.tocsin.rules.alert.Alert;
import java.util.List;

/**
 * What one input did to a group.
 *
 * @param state the group's state from now on
 * @param alerts what is to be published, in order
 */
public record Step(GroupState state, List<Alert> alerts) {
    public Step {
        alerts = List.copyOf(alerts);
    }
}
