package io.tocsin.rules.detect;

import io.tocsin.rules.alert.Alert;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

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

    /** The index of the newest episode, or -1. */
    int last() {
        int last = open.size() - 1;
        while (last >= 0 && open.get(last).merged()) {
            last--;
        }
        return last;
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
            if (!open.get(i).merged() && open.get(i).current().covers(match)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether an alert, be it closed early or not, first fired at a time. */
    boolean hasFiredAt(long timeMs) {
        for (AlertedEpisode each : open) {
            if (each.fired().timeMs() == timeMs) {
                return true;
            }
        }
        return false;
    }

    /** Whether a match lies in the window at the crossing of an open alert, before that. */
    boolean isWithinACrossing(Match match, long timespanMs) {
        return open.stream()
                .map(each -> each.current().crossing())
                .anyMatch(crossing -> crossing.compareTo(match) > 0 && crossing.timeMs() - timespanMs < match.timeMs());
    }

    /**
     * Brings the alerts in line with episodes that were found anew. Where two alerts share one, the earlier stays; where a
     * late match parts them again, the other is told of anew. An alert without an episode is retracted if its rule can be
     * refuted. For other rules a match whose window once was full enough stays so, whatever comes late: so the match at
     * which an alert first fired lies within one of the episodes, unless a flood has cut windows; then the alert stays as
     * it was until it is closed.
     */
    void reconcile(List<Episode> episodes, boolean late) {
        List<AlertedEpisode> before = new ArrayList<>(open);
        open.clear();
        for (Episode episode : episodes) {
            List<AlertedEpisode> covered = before.stream()
                    .filter(each -> covers(episode, each.fired(), episodes))
                    .sorted(Comparator.comparing(AlertedEpisode::fired))
                    .toList();
            if (covered.isEmpty()) {
                create(episode, late);
                continue;
            }
            // One that is told of goes before one that was merged into it.
            AlertedEpisode survivor =
                    covered.stream().filter(each -> !each.merged()).findFirst().orElse(covered.get(0));
            open.add(survivor.merged() ? part(survivor, episode, late) : change(survivor, episode, late));
            for (AlertedEpisode other : covered) {
                if (!other.uid().equals(survivor.uid())) {
                    open.add(other.merged() ? other : merge(other, survivor.uid()));
                }
            }
            before.removeAll(covered);
        }
        before.forEach(each -> open.add(writer.isRefutable() && !each.merged() ? retract(each) : each));
        settleAnew();
        open.sort(Comparator.comparing(each -> each.current().crossing()));
    }

    /**
     * Whether what fired lies within an episode. Where matches of equal times may refute each other, it is told by its time:
     * no two episodes cross at the same.
     */
    private boolean covers(Episode episode, Match fired, List<Episode> episodes) {
        if (!writer.isRefutable()) {
            return episode.covers(fired);
        }
        long firedMs = fired.timeMs();
        return episode.crossing().timeMs() == firedMs
                || (episode.crossing().timeMs() < firedMs
                        && firedMs <= episode.last().timeMs()
                        && episodes.stream().noneMatch(other -> other.crossing().timeMs() == firedMs));
    }

    /**
     * What is settled belongs to the episode that begins with it. Where an alert's crossing had moved there and what fired
     * was parted from it since, or refuted, another alert has that episode now.
     */
    private void settleAnew() {
        Map<Match, Episode> settled = new TreeMap<>();
        for (AlertedEpisode each : open) {
            if (each.settled() != null) {
                settled.put(each.settled().crossing(), each.settled());
            }
        }
        Set<Match> claimed = new TreeSet<>();
        open.stream()
                .filter(each -> !each.merged())
                .forEach(each -> claimed.add(each.current().crossing()));
        open.replaceAll(each -> {
            Episode own =
                    each.settled() == null || claimed.contains(each.settled().crossing()) ? null : each.settled();
            Match crossing = each.current().crossing();
            return each.merged()
                    ? each.withSettled(own).asMerged()
                    : each.withSettled(settled.getOrDefault(crossing, own));
        });
    }

    /** Keeps what is settled of the episodes by now. */
    void settle(List<Episode> episodes) {
        open.replaceAll(each -> {
            Episode settled = each.settled();
            // An alert that was closed early may have fired where another one's episode is known to begin by now.
            boolean another = each.merged() && settled == null;
            for (Episode episode : another ? List.<Episode>of() : episodes) {
                if (episode.crossing().compareTo(each.current().crossing()) == 0) {
                    settled = episode;
                }
            }
            return each.withSettled(settled);
        });
    }

    private AlertedEpisode retract(AlertedEpisode alerted) {
        AlertedEpisode last = writer.nextRevision(group, alerted);
        alerts.add(writer.retracted(group, last));
        return last.asMerged();
    }

    private AlertedEpisode merge(AlertedEpisode alerted, String into) {
        AlertedEpisode last = writer.nextRevision(group, alerted);
        alerts.add(writer.mergedInto(group, last, into));
        return last.asMerged();
    }

    private AlertedEpisode part(AlertedEpisode merged, Episode episode, boolean late) {
        AlertedEpisode published = merged.asParted(episode).published(writer.score(group, episode), late);
        alerts.add(writer.update(group, published));
        return published;
    }

    void closeEndedBy(long watermarkMs) {
        List<AlertedEpisode> before = new ArrayList<>(open);
        open.clear();
        for (AlertedEpisode each : before) {
            if (writer.endMs(each) <= watermarkMs) {
                close(each);
            } else {
                open.add(each);
            }
        }
    }

    void closeFirst() {
        close(open.remove(0));
    }

    private void close(AlertedEpisode alerted) {
        if (!alerted.merged()) {
            alerts.add(writer.close(group, alerted));
        }
    }

    private AlertedEpisode change(AlertedEpisode alerted, Episode episode, boolean late) {
        AlertedEpisode changed = alerted.withCurrent(episode);
        boolean altered = late && !episode.beginsLike(alerted.current());
        var score = writer.score(group, episode);
        if (!altered && score.equals(alerted.score())) {
            return changed;
        }
        AlertedEpisode published = changed.published(score, altered);
        alerts.add(writer.update(group, published));
        return published;
    }
}
