package io.tocsin.monitor.ingest;

import io.tocsin.rules.event.EventId;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * What a log leaves out.
 *
 * @param tenant whose events they are, where a line doesn't say
 * @param year the year of the first line, where timestamps have none; {@code null} for the newest year that doesn't put
 *     the first line into the future
 * @param zone the zone of timestamps that have none
 * @param clock what the newest year is found with
 * @param secrets what signatures are checked with, where the format has any
 */
public record LogSettings(String tenant, @Nullable Integer year, ZoneId zone, Clock clock, WebhookSecrets secrets) {

    /** For formats without signatures. */
    public LogSettings(String tenant, @Nullable Integer year, ZoneId zone, Clock clock) {
        this(tenant, year, zone, clock, WebhookSecrets.NONE);
    }

    public LogSettings {
        if (year != null && (year < 1970 || year > 9999)) {
            throw new IllegalArgumentException("year is " + year + "; 1970 to 9999 is allowed");
        }
        if (tenant.isEmpty() || tenant.length() > EventId.MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "tenant has " + tenant.length() + " characters; 1 to " + EventId.MAX_LENGTH + " are allowed");
        }
    }

    /** The default tenant, the newest year that fits, UTC. */
    public static LogSettings defaults(Clock clock) {
        return new LogSettings(EventId.DEFAULT_TENANT, null, ZoneOffset.UTC, clock);
    }
}
