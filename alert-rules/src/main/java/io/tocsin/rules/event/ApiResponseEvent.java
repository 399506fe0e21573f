package io.tocsin.rules.event;

import org.jspecify.annotations.Nullable;

/**
 * An answer of the platform's API.
 *
 * @param clientId the client that asked, verbatim
 * @param method the HTTP method, where known
 * @param endpoint the path that was asked for
 * @param responseCode the HTTP status, 100 to 599
 * @param sourceIp the address it came from, where known
 * @param userAgent the client's own description, where known
 */
public record ApiResponseEvent(
        EventId eventId,
        long timeMs,
        @Nullable Origin origin,
        String clientId,
        @Nullable String method,
        String endpoint,
        int responseCode,
        @Nullable String sourceIp,
        @Nullable String userAgent)
        implements SecurityEvent {

    public ApiResponseEvent {
        HttpStatus.require("responseCode", responseCode);
    }

    @Override
    public EventStream stream() {
        return EventStream.API_RESPONSE;
    }

    @Override
    public String key() {
        return clientId;
    }

    @Override
    public @Nullable Object field(String name) {
        return switch (name) {
            case "clientId" -> clientId;
            case "method" -> method;
            case "endpoint" -> endpoint;
            case "responseCode" -> (long) responseCode;
            case "sourceIp" -> sourceIp;
            case "userAgent" -> userAgent;
            default -> null;
        };
    }
}
