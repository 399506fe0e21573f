package io.tocsin.rules.detect;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.AlertUid;
import io.tocsin.rules.alert.Score;
import io.tocsin.rules.sigma.CorrelationRule;
import org.jspecify.annotations.Nullable;

/** Writes the alerts of one rule's episodes. */
final class AlertWriter {

    private final CorrelationRule rule;
    private final String ruleSetHash;
    private final Assets assets;
    private final boolean refutable;
    private final long leastEvents;
    private final boolean isOfLittle;

    AlertWriter(CorrelationRule rule, String ruleSetHash, Assets assets) {
        this.rule = rule;
        this.ruleSetHash = ruleSetHash;
        this.assets = assets;
        this.refutable = rule.isRefutable();
        this.leastEvents = rule.leastEvents();
        this.isOfLittle = rule.judgedAt().waits();
    }

    boolean isRefutable() {
        return refutable;
    }

    Score score(Group group, Episode episode) {
        return Score.of(
                rule.baseScore(),
                episode.count(),
                leastEvents(episode),
                rule.distinctFields().isEmpty() ? 0 : episode.distinct().size(),
                assets.of(group),
                takeover(episode));
    }

    private Score.Takeover takeover(Episode episode) {
        if (!rule.takeover()) {
            return Score.Takeover.NONE;
        }
        return SequenceTally.isAllFromFamiliar(rule, episode.distinct())
                ? Score.Takeover.FAMILIAR
                : Score.Takeover.UNFAMILIAR;
    }

    /** What the volume is measured by; where it is little that alerts, more of it is not worse. */
    private long leastEvents(Episode episode) {
        if (isOfLittle) {
            return episode.count();
        }
        return leastEvents == 0 ? episode.countAtCrossing() : leastEvents;
    }

    /** When the episode is certain to be over: no later match can go on from its last. */
    long endMs(AlertedEpisode alerted) {
        Match last = alerted.merged() ? alerted.fired() : alerted.current().last();
        return last.timeMs() + rule.timespanMs();
    }

    AlertedEpisode open(Group group, Episode episode, boolean late) {
        Score score = score(group, episode);
        String uid = AlertUid.of(
                group.tenant(),
                rule.info().id(),
                group.values(),
                episode.crossing().timeMs());
        boolean stale = episode.crossing().stale();
        return new AlertedEpisode(
                uid, episode.crossing(), false, 1, score, score.severity(), stale, late, null, episode);
    }

    Alert create(Group group, AlertedEpisode alerted) {
        return write(
                group,
                alerted,
                Alert.Activity.CREATE,
                alerted.current().crossing().timeMs(),
                false,
                null);
    }

    Alert update(Group group, AlertedEpisode alerted) {
        return write(
                group, alerted, Alert.Activity.UPDATE, alerted.current().last().timeMs(), false, null);
    }

    Alert close(Group group, AlertedEpisode alerted) {
        return write(group, nextRevision(group, alerted), Alert.Activity.CLOSE, endMs(alerted), false, null);
    }

    Alert mergedInto(Group group, AlertedEpisode merged, String uid) {
        return write(
                group, merged, Alert.Activity.CLOSE, merged.current().last().timeMs(), false, uid);
    }

    Alert retracted(Group group, AlertedEpisode refuted) {
        return write(
                group, refuted, Alert.Activity.CLOSE, refuted.current().last().timeMs(), true, null);
    }

    AlertedEpisode nextRevision(Group group, AlertedEpisode alerted) {
        return alerted.published(score(group, alerted.current()), false);
    }

    private Alert write(
            Group group,
            AlertedEpisode alerted,
            Alert.Activity activity,
            long timeMs,
            boolean retracted,
            @Nullable String mergedInto) {
        Episode episode = alerted.current();
        return new Alert(
                alerted.uid(),
                activity,
                alerted.revision(),
                group.tenant(),
                rule.info().ref(),
                group.values(),
                timeMs,
                episode.crossing().timeMs(),
                episode.firstSeenMs(),
                episode.lastSeenMs(),
                episode.count(),
                episode.countAtCrossing(),
                episode.countExact(),
                rule.threshold(),
                rule.conditionText(),
                rule.timespanMs(),
                alerted.score(),
                alerted.highestSeverity(),
                alerted.stale(),
                alerted.late(),
                retracted,
                mergedInto,
                episode.oldest(),
                episode.newest(),
                rule.responses(),
                ruleSetHash);
    }
}
