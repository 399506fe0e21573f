package io.tocsin.monitor.ops;

import io.tocsin.monitor.wire.JsonLine;
import java.util.List;

/**
 * What stands at a path.
 *
 * @param status the HTTP status
 * @param contentType its media type
 * @param body its text
 */
public record Page(int status, String contentType, String body) {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    /** What the page of checks says where nothing is wrong. */
    public static final String ALL_WELL = "ok";

    /**
     * What was checked as one JSON object: {@code status}, and for each check its name with {@code ok} or what is wrong.
     * 200 if nothing is, else 503.
     */
    public static Page of(List<Check> checks) {
        boolean isOk = checks.stream().allMatch(Check::isOk);
        JsonLine json = new JsonLine().put("status", isOk ? ALL_WELL : "failing");
        checks.forEach(check -> json.put(check.name(), check.problem().orElse(ALL_WELL)));
        return new Page(isOk ? OK : UNAVAILABLE, "application/json", json + "\n");
    }

    /** Metrics in Prometheus' text format. */
    public static Page metrics(String text) {
        return new Page(OK, "text/plain; version=0.0.4; charset=utf-8", text);
    }

    /** One line for a person. */
    static Page text(int status, String line) {
        return new Page(status, "text/plain; charset=utf-8", line + "\n");
    }
}
