package io.tocsin.rules.routing;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Score;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a message says of an alert, label to value. The values of the group come from events and are not trusted. */
final class AlertDetails {
    private static final String ASKED_FOR = "asked for; decided separately";

    private AlertDetails() {}

    static Map<String, String> of(Alert alert) {
        Map<String, String> details = new LinkedHashMap<>();
        details.putAll(alert.group());
        details.put("Severity", severity(alert));
        details.put("Events", events(alert));
        details.put("First event", utc(alert.firstSeenMs()));
        details.put("Threshold crossed", utc(alert.crossingTimeMs()));
        details.put("Last event", utc(alert.lastSeenMs()));
        alert.accountToLock().ifPresent(account -> details.put("Account lock", ASKED_FOR));
        if (alert.asks(Alert.Response.STEP_UP)) {
            details.put("Second factor", ASKED_FOR);
        }
        if (alert.asks(Alert.Response.BLOCK_SOURCE)) {
            details.put("Block of its sources", ASKED_FOR);
        }
        if (alert.activity() == Alert.Activity.CLOSE) {
            details.put("Ended", utc(alert.timeMs()));
        }
        if (alert.retracted()) {
            details.put("Retracted", "an event that came late refuted it; what was done for it stands");
        }
        String mergedInto = alert.mergedInto();
        if (mergedInto != null) {
            details.put("Part of alert", mergedInto + ", which goes on");
        }
        details.put("Rule", alert.rule().name() + " (" + alert.rule().id() + ")");
        details.put("Alert", alert.uid());
        details.put("Tenant", alert.tenant());
        return details;
    }

    /** ISO 8601 in UTC, to the millisecond. */
    static String utc(long timeMs) {
        return Instant.ofEpochMilli(timeMs).toString();
    }

    private static String severity(Alert alert) {
        Score score = alert.score();
        return alert.severity().caption() + ", score " + score.total() + " = base " + score.base() + " + volume "
                + score.volume() + " + distinct " + score.distinct() + " + asset " + score.asset() + " + takeover "
                + score.takeover();
    }

    private static String events(Alert alert) {
        String count = alert.countExact() ? Long.toString(alert.count()) : alert.count() + " (not exact)";
        return count + "; the rule alerts at " + (alert.condition() == null ? alert.threshold() : alert.condition())
                + " within " + within(alert.timespanMs());
    }

    private static String within(long timespanMs) {
        Duration timespan = Duration.ofMillis(timespanMs);
        if (timespanMs % 60_000 == 0) {
            return timespan.toMinutes() + " min";
        }
        return timespanMs % 1_000 == 0 ? timespan.toSeconds() + " s" : timespanMs + " ms";
    }
}
