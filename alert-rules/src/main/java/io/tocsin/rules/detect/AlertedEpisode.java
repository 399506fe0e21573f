package io.tocsin.rules.detect;

import io.tocsin.rules.alert.Score;
import io.tocsin.rules.alert.Severity;
import org.jspecify.annotations.Nullable;

/**
 * An episode that has been alerted and can still change.
 *
 * @param uid the alert's id, kept through its revisions
 * @param fired the match at which it first fired
 * @param merged whether it was closed early, because its episode turned out to be part of an earlier alert's, or none at
 *     all; remembered, since a late match may bring it back
 * @param revision the last revision that was published
 * @param score the score of that revision
 * @param highestSeverity the highest severity of any revision
 * @param stale whether the crossing was history when it first fired
 * @param late whether an event behind newer ones completed or changed it
 * @param settled the episode as far as the watermark has passed it: this part can't change any more; {@code null} while
 *     the crossing itself may
 * @param current the episode with everything that has arrived
 */
public record AlertedEpisode(
        String uid,
        Match fired,
        boolean merged,
        int revision,
        Score score,
        Severity highestSeverity,
        boolean stale,
        boolean late,
        @Nullable Episode settled,
        Episode current) {

    AlertedEpisode withCurrent(Episode episode) {
        return new AlertedEpisode(uid, fired, merged, revision, score, highestSeverity, stale, late, settled, episode);
    }

    AlertedEpisode withSettled(@Nullable Episode episode) {
        return new AlertedEpisode(uid, fired, merged, revision, score, highestSeverity, stale, late, episode, current);
    }

    /** As part of an earlier alert's episode, or of none; what it was before is of no more use. */
    AlertedEpisode asMerged() {
        Episode rest = settled == null ? Episode.of(fired) : settled;
        return new AlertedEpisode(uid, fired, true, revision, score, highestSeverity, stale, late, settled, rest);
    }

    /** An episode of its own again. */
    AlertedEpisode asParted(Episode episode) {
        return new AlertedEpisode(uid, fired, false, revision, score, highestSeverity, stale, late, settled, episode);
    }

    AlertedEpisode published(Score newScore, boolean wasLate) {
        return new AlertedEpisode(
                uid,
                fired,
                merged,
                revision + 1,
                newScore,
                Severity.max(highestSeverity, newScore.severity()),
                stale,
                late || wasLate,
                settled,
                current);
    }
}
