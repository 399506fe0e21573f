package io.tocsin.rules.detect;

import io.tocsin.rules.alert.Alert;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Finds the episodes of a group whose crossing was settled by a step: the watermark has passed it, so that nothing that
 * arrives in time can move it any more. Each is found once. For a rule at whose episodes others look.
 */
final class SettledCrossings {
    private SettledCrossings() {}

    /**
     * The step with the crossings that were settled by it, and with a timer that wakes the group once the next one can be.
     *
     * @param before the group as it was
     * @param settled the group before what has ended was closed
     */
    static Step found(GroupState before, GroupState settled, Step step) {
        TreeSet<Match> crossings = new TreeSet<>();
        for (AlertedEpisode each : settled.alerted()) {
            if (each.settled() != null) {
                crossings.add(each.settled().crossing());
            }
        }
        // What a flood has cut is never settled: it counts as it is when it is closed.
        step.alerts().stream()
                .filter(SettledCrossings::isEnd)
                .flatMap(alert -> unsettled(alert.uid(), settled, before).stream())
                .forEach(each -> crossings.add(each.current().crossing()));
        for (AlertedEpisode each : before.alerted()) {
            if (each.settled() != null) {
                crossings.remove(each.settled().crossing());
            }
        }
        return new Step(awake(step.state()), step.alerts(), new ArrayList<>(crossings));
    }

    private static boolean isEnd(Alert alert) {
        return alert.activity() == Alert.Activity.CLOSE && alert.mergedInto() == null && !alert.retracted();
    }

    private static List<AlertedEpisode> unsettled(String uid, GroupState settled, GroupState before) {
        List<AlertedEpisode> there = settled.alerted().stream()
                .filter(each -> each.uid().equals(uid))
                .toList();
        if (there.isEmpty()) {
            there = before.alerted().stream()
                    .filter(each -> each.uid().equals(uid))
                    .toList();
        }
        return there.stream().filter(each -> each.settled() == null).toList();
    }

    private static GroupState awake(GroupState state) {
        long timerMs = state.timerMs();
        for (AlertedEpisode each : state.alerted()) {
            long crossingMs = each.current().crossing().timeMs();
            if (!each.merged() && each.settled() == null && crossingMs >= state.settledMs()) {
                timerMs = Math.min(timerMs, crossingMs + 1);
            }
        }
        return timerMs < state.timerMs() ? state.withTimer(timerMs) : state;
    }
}
