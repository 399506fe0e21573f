package io.tocsin.monitor.mail;

import java.util.Optional;

/**
 * What the mail stage has done since it started, and how it is.
 *
 * @param sent mails that were taken
 * @param deferred attempts that failed and may be repeated
 * @param rejected notifications that were refused for good
 * @param exhausted notifications that were given up
 * @param skipped notifications that had an outcome already
 * @param malformed records of the topic that are no notification
 * @param pending notifications read and without an outcome yet
 * @param underWay attempts at this moment
 * @param isServerDown whether the mail server counts as down
 * @param lastError the last thing that went wrong, without mail addresses; empty if nothing did
 * @param stopped why the stage stopped by itself; empty while it works
 */
public record MailStatus(
        long sent,
        long deferred,
        long rejected,
        long exhausted,
        long skipped,
        long malformed,
        int pending,
        int underWay,
        boolean isServerDown,
        Optional<String> lastError,
        Optional<String> stopped) {}
