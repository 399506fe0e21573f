package io.tocsin.rules.detect;

import io.tocsin.rules.alert.Alert;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps the open alerts of a group in step with its episodes, and writes down what is to be published. */
final class AlertLog {

    private final AlertWriter writer;
    private final Group group;
    private final List<AlertedEpisode> open;
    private final List<Alert> alerts = new ArrayList<>();

    AlertLog(AlertWriter writer, Group group, List<AlertedEpisode> open) {
        this.writer = writer;
        this.group = group;
        this.open = new ArrayList<>(open);
    }

    List<AlertedEpisode> open() {
        return open;
    }

    List<Alert> alerts() {
        return alerts;
    }

    Optional<AlertedEpisode> last() {
        return open.isEmpty() ? Optional.empty() : Optional.of(open.get(open.size() - 1));
    }

    void replaceOpen(List<AlertedEpisode> replacement) {
        open.clear();
        open.addAll(replacement);
    }

    void create(Episode episode, boolean late) {
        AlertedEpisode created = writer.open(group, episode, late);
        open.add(created);
        alerts.add(writer.create(group, created));
    }

    void change(int at, Episode episode, boolean late) {
        open.set(at, change(open.get(at), episode, late));
    }

    /** The index of the open alert whose episode a match lies within, or -1. */
    int indexCovering(Match match) {
        for (int i = open.size() - 1; i >= 0; i--) {
            if (open.get(i).current().covers(match)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Brings the open alerts in line with episodes that were found anew. A late match can only lengthen episodes or join
     * them, so every alert's first crossing lies within one of them; where two alerts share one, the earlier stays.
     */
    void reconcile(List<Episode> episodes, boolean late) {
        List<AlertedEpisode> before = new ArrayList<>(open);
        open.clear();
        for (Episode episode : episodes) {
            List<AlertedEpisode> covered = before.stream()
                    .filter(each -> episode.covers(each.current().crossing()))
                    .toList();
            if (covered.isEmpty()) {
                create(episode, late);
                continue;
            }
            AlertedEpisode survivor = covered.get(0);
            open.add(change(survivor, episode, late));
            for (AlertedEpisode merged : covered.subList(1, covered.size())) {
                alerts.add(writer.mergedInto(group, merged, survivor.uid()));
            }
            before.removeAll(covered);
        }
        // Only where a flood has cut windows can an alert lose its episode: it stays as it was until it is closed.
        open.addAll(before);
        open.sort((a, b) -> a.current().crossing().compareTo(b.current().crossing()));
    }

    void closeEndedBy(long watermarkMs) {
        List<AlertedEpisode> before = new ArrayList<>(open);
        open.clear();
        for (AlertedEpisode each : before) {
            if (writer.endMs(each) <= watermarkMs) {
                alerts.add(writer.close(group, each));
            } else {
                open.add(each);
            }
        }
    }

    void closeFirst() {
        alerts.add(writer.close(group, open.remove(0)));
    }

    private AlertedEpisode change(AlertedEpisode alerted, Episode episode, boolean late) {
        AlertedEpisode changed = alerted.withCurrent(episode);
        boolean altered = late && !episode.equals(alerted.current());
        var score = writer.score(group, episode);
        if (!altered && score.equals(alerted.score())) {
            return changed;
        }
        AlertedEpisode published = changed.published(score, altered);
        alerts.add(writer.update(group, published));
        return published;
    }
}
