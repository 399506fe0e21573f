package io.tocsin.monitor.web;

import java.util.Map;

/**
 * An answer with a body in JSON.
 *
 * @param status the HTTP status
 * @param body JSON in UTF-8
 * @param headers further headers, by name
 */
public record WebAnswer(int status, byte[] body, Map<String, String> headers) {
    public WebAnswer {
        headers = Map.copyOf(headers);
    }

    /** An answer without further headers. */
    public static WebAnswer of(int status, byte[] body) {
        return new WebAnswer(status, body, Map.of());
    }
}
