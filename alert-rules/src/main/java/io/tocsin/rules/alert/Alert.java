package io.tocsin.rules.alert;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The full state of one alerted episode at one revision. Folding a stream of alerts by {@link #uid()} and keeping the
 * last gives every episode's present state.
 *
 * @param uid the same through all revisions, see {@link AlertUid}
 * @param activity what this revision does: Create, Update or Close
 * @param revision 1 for Create, then counting up
 * @param tenant whose alert it is
 * @param rule the rule that fired
 * @param group what was counted together: field to value, verbatim, in the rule's order
 * @param timeMs for Create the time of the crossing event; for Update the time of the episode's last event; for Close the
 *     time at which the episode had ended. Milliseconds since the epoch, event time
 * @param crossingTimeMs the time of the event that crossed the threshold, as now known
 * @param firstSeenMs the time of the oldest event of the episode
 * @param lastSeenMs the time of the newest event of the episode
 * @param count events of the episode: the window at the crossing plus every later match
 * @param countAtCrossing events in the window at the crossing
 * @param countExact {@code false} once more events came than are kept one by one
 * @param threshold the count that had to be reached; for a rule with a {@code condition}, the number that it compares
 *     with first, in whole units rounded up
 * @param condition what the rule asks for, where that isn't just a count to be reached, such as {@code value_sum of amount
 *     gt 1000}
 * @param timespanMs the length of the window
 * @param score the terms of the severity score
 * @param highestSeverity the highest severity that any revision had: its readers are told of all that follows
 * @param stale whether the crossing event was already history when it arrived: nothing acts on it
 * @param late whether an event behind newer ones completed or changed the episode
 * @param retracted for Close: whether an event behind newer ones refuted the alert, so that there was no episode
 * @param mergedInto for Close: the uid of the earlier alert that this one turned out to be a part of
 * @param oldest evidence of the oldest events, at most {@link #EVIDENCE_LIMIT}
 * @param newest evidence of the newest events that are not among {@code oldest}, at most {@link #EVIDENCE_LIMIT}
 * @param responses what the rule asks to be done, each once, in the order of {@link Response}, at least one
 * @param ruleSet SHA-256 of the rule set, lower-case hex
 */
public record Alert(
        String uid,
        Activity activity,
        int revision,
        String tenant,
        RuleRef rule,
        Map<String, String> group,
        long timeMs,
        long crossingTimeMs,
        long firstSeenMs,
        long lastSeenMs,
        long count,
        long countAtCrossing,
        boolean countExact,
        long threshold,
        @Nullable String condition,
        long timespanMs,
        Score score,
        Severity highestSeverity,
        boolean stale,
        boolean late,
        boolean retracted,
        @Nullable String mergedInto,
        List<Evidence> oldest,
        List<Evidence> newest,
        List<Response> responses,
        String ruleSet) {

    /** How many of the oldest, and how many of the newest events are kept as evidence. */
    public static final int EVIDENCE_LIMIT = 50;

    /** What a revision does, with OCSF's {@code activity_id}. */
    public enum Activity {
        CREATE(1, "Create"),
        UPDATE(2, "Update"),
        CLOSE(3, "Close");

        private final int ocsfId;
        private final String caption;

        Activity(int ocsfId, String caption) {
            this.ocsfId = ocsfId;
            this.caption = caption;
        }

        /** OCSF {@code activity_id}. */
        public int ocsfId() {
            return ocsfId;
        }

        /** OCSF {@code activity_name}. */
        public String caption() {
            return caption;
        }
    }

    /** What a rule asks to be done beside telling people. */
    public enum Response {
        /** Tell people, nothing else. */
        NOTIFY("notify"),
        /** Lock the account that the group's {@code userId} names. */
        LOCK_ACCOUNT("lock-account"),
        /** Block the sources of the events. */
        BLOCK_SOURCE("block-source"),
        /** Ask for a second factor at the logins of the account that the group's {@code userId} names. */
        STEP_UP("step-up");

        private final String label;

        Response(String label) {
            this.label = label;
        }

        /** The name in rule files and in JSON. */
        public String label() {
            return label;
        }
    }

    public Alert {
        group = Collections.unmodifiableMap(new LinkedHashMap<>(group));
        oldest = List.copyOf(oldest);
        newest = List.copyOf(newest);
        responses = responses.stream().distinct().sorted().toList();
        if (responses.isEmpty()) {
            throw new IllegalArgumentException("an alert asks for nothing; it asks at least to tell people");
        }
        if (oldest.size() > EVIDENCE_LIMIT || newest.size() > EVIDENCE_LIMIT) {
            throw new IllegalArgumentException("evidence has " + oldest.size() + " and " + newest.size()
                    + " entries; at most " + EVIDENCE_LIMIT + " each are allowed");
        }
    }

    /** The same episode told of once and in its final form, as a scan of files does: Create, at the crossing's time. */
    public Alert asFinalCreate() {
        return new Alert(
                uid,
                Activity.CREATE,
                1,
                tenant,
                rule,
                group,
                crossingTimeMs,
                crossingTimeMs,
                firstSeenMs,
                lastSeenMs,
                count,
                countAtCrossing,
                countExact,
                threshold,
                condition,
                timespanMs,
                score,
                highestSeverity,
                stale,
                late,
                false,
                null,
                oldest,
                newest,
                responses,
                ruleSet);
    }

    /** The severity of this revision. */
    public Severity severity() {
        return score.severity();
    }

    /** The account that the rule asks to be locked, verbatim. */
    public Optional<String> accountToLock() {
        return asks(Response.LOCK_ACCOUNT) ? account() : Optional.empty();
    }

    /** Whether the rule asks for this. */
    public boolean asks(Response response) {
        return responses.contains(response);
    }

    /** The account that it is about, verbatim, if it is about one. */
    public Optional<String> account() {
        return Optional.ofNullable(group.get("userId"));
    }
}
