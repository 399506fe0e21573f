package io.tocsin.monitor.cli;

import io.tocsin.rules.event.ApiResponseEvent;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.event.WebhookEvent;
import io.tocsin.rules.event.WebhookEvent.Signature;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * The events of the demonstration: the same each time but for the run's name, which keeps one demonstration's victims
 * apart from the next one's.
 *
 * @param run what the names of the attacked end with, such as {@code 173005}
 * @param nowMs the time of the newest event, milliseconds since the epoch
 */
record DemoTraffic(String run, long nowMs) {
    private static final long SEED = 20_260_101;
    private static final int USERS = 40;
    private static final int CLIENTS = 8;
    private static final long NORMAL_SPAN_MS = 40_000;
    private static final long ATTACK_SPAN_MS = 20_000;

    /** Enough to cross the thresholds of the shipped rules, and no more. */
    static final int FAILED_LOGINS = 5;

    static final int API_ERRORS = 100;
    static final int SUSPICIOUS_ACTIVITIES = 10;

    /** Whose logins fail. */
    String user() {
        return "treasurer-" + run;
    }

    /** Whose API calls fail. */
    String client() {
        return "shop-" + run;
    }

    /** Where the suspicious webhooks come from (RFC 5737: no real address); another one for each demonstration. */
    String actor() {
        return "203.0.113." + (1 + Math.floorMod(run.hashCode(), 250));
    }

    /** Names of its own for each demonstration: another one a minute later must not add to what this one counted. */
    private String named(String kind, int number) {
        return kind + "-" + run + "-" + number;
    }

    /** The first three bytes of the addresses that people sign in from (RFC 2544, 198.18.0.0/15: no real address). */
    private String network() {
        int number = Math.floorMod(run.hashCode(), 512);
        return "198." + (18 + number / 256) + "." + number % 256 + ".";
    }

    /** A quiet minute: people sign in, some mistype, shops call the API, partners deliver webhooks. */
    List<SecurityEvent> normal() {
        Random random = new Random(SEED);
        List<SecurityEvent> events = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            // A mistyped password now and then: no user fails more than once.
            boolean isSuccess = i >= USERS || i % 8 != 0;
            events.add(new LoginEvent(
                    id("login", i),
                    normalTime(random),
                    null,
                    named("user", i % USERS),
                    isSuccess,
                    network() + (1 + i % USERS),
                    null));
        }
        for (int i = 0; i < 400; i++) {
            int status = i % 50 == 0 ? 404 : 200;
            events.add(new ApiResponseEvent(
                    id("api", i),
                    normalTime(random),
                    null,
                    named("client", i % CLIENTS),
                    "GET",
                    "/v1/orders",
                    status,
                    null,
                    null));
        }
        for (int i = 0; i < 60; i++) {
            events.add(new WebhookEvent(
                    id("webhook", i),
                    normalTime(random),
                    null,
                    named("partner", i % 3),
                    Signature.VALID,
                    false,
                    true,
                    "192.0.2." + (1 + i % 3),
                    "/webhooks/payments",
                    200));
        }
        events.sort(Comparator.comparingLong(SecurityEvent::timeMs));
        return events;
    }

    /** Somebody guesses one user's password, from an address of its own each time. */
    List<SecurityEvent> failedLogins() {
        List<SecurityEvent> events = new ArrayList<>();
        for (int i = 0; i < FAILED_LOGINS; i++) {
            events.add(new LoginEvent(
                    id("guess", i), attackTime(i, FAILED_LOGINS), null, user(), false, network() + (200 + i), null));
        }
        return events;
    }

    /** Somebody tries a stolen key of one client on whatever there may be. */
    List<SecurityEvent> apiErrors() {
        int[] statuses = {400, 404, 500, 503};
        List<SecurityEvent> events = new ArrayList<>();
        for (int i = 0; i < API_ERRORS; i++) {
            events.add(new ApiResponseEvent(
                    id("probe", i),
                    attackTime(i, API_ERRORS),
                    null,
                    client(),
                    "GET",
                    "/v1/keys/" + i % 16,
                    statuses[i % statuses.length],
                    null,
                    null));
        }
        return events;
    }

    /** Somebody forges webhooks and knocks at /admin from one address: all kinds of suspicious activity, mixed. */
    List<SecurityEvent> suspiciousActivities() {
        List<SecurityEvent> events = new ArrayList<>();
        for (int i = 0; i < SUSPICIOUS_ACTIVITIES; i++) {
            long timeMs = attackTime(i, SUSPICIOUS_ACTIVITIES);
            events.add(
                    switch (i % 5) {
                        case 0 -> webhook(i, timeMs, Signature.INVALID, false, true);
                        case 1 -> webhook(i, timeMs, Signature.MISSING, false, true);
                        case 2 -> webhook(i, timeMs, Signature.VALID, true, true);
                        case 3 -> webhook(i, timeMs, Signature.MISSING, false, false);
                        default ->
                            new ApiResponseEvent(
                                    id("forged", i),
                                    timeMs,
                                    null,
                                    named("partner", 0),
                                    "GET",
                                    "/admin/keys",
                                    403,
                                    actor(),
                                    null);
                    });
        }
        return events;
    }

    private WebhookEvent webhook(int i, long timeMs, Signature signature, boolean isReplayed, boolean isListed) {
        return new WebhookEvent(
                id("forged", i),
                timeMs,
                null,
                named("partner", i % 3),
                signature,
                isReplayed,
                isListed,
                actor(),
                "/webhooks/payments",
                200);
    }

    private EventId id(String kind, int number) {
        return new EventId(EventId.DEFAULT_TENANT, "tocsin-demo", run + "-" + kind + "-" + number);
    }

    private long normalTime(Random random) {
        return nowMs - ATTACK_SPAN_MS - (long) (random.nextDouble() * NORMAL_SPAN_MS);
    }

    private long attackTime(int number, int of) {
        return nowMs - ATTACK_SPAN_MS + ATTACK_SPAN_MS * (number + 1) / of;
    }
}
