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
 * @param forwardedFor what proxies say whom they forwarded it for, {@code X-Forwarded-For}, where there is one
 * @param userAgent the client's own description, where known
 * @param keyId what the credential is called that it was asked with, where known: never the key itself
 * @param keyStatus where that credential stood in its life, where known
 * @param permission the permission that the call needs, where known
 * @param tlsVersion the protocol version of the connection, where known
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
        @Nullable String forwardedFor,
        @Nullable String userAgent,
        @Nullable String keyId,
        @Nullable KeyStatus keyStatus,
        @Nullable Permission permission,
        @Nullable TlsVersion tlsVersion)
        implements SecurityEvent {

    public ApiResponseEvent {
        HttpStatus.require("responseCode", responseCode);
    }

    /** An answer of which nothing is known about key, permission and connection. */
    public ApiResponseEvent(
            EventId eventId,
            long timeMs,
            @Nullable Origin origin,
            String clientId,
            @Nullable String method,
            String endpoint,
            int responseCode,
            @Nullable String sourceIp,
            @Nullable String userAgent) {
        this(
                eventId,
                timeMs,
                origin,
                clientId,
                method,
                endpoint,
                responseCode,
                sourceIp,
                null,
                userAgent,
                null,
                null,
                null,
                null);
    }

    /** An answer that no proxy forwarded. */
    public ApiResponseEvent(
            EventId eventId,
            long timeMs,
            @Nullable Origin origin,
            String clientId,
            @Nullable String method,
            String endpoint,
            int responseCode,
            @Nullable String sourceIp,
            @Nullable String userAgent,
            @Nullable String keyId,
            @Nullable KeyStatus keyStatus,
            @Nullable Permission permission,
            @Nullable TlsVersion tlsVersion) {
        this(
                eventId,
                timeMs,
                origin,
                clientId,
                method,
                endpoint,
                responseCode,
                sourceIp,
                null,
                userAgent,
                keyId,
                keyStatus,
                permission,
                tlsVersion);
    }

    @Override
    public ApiResponseEvent from(@Nullable String address) {
        return new ApiResponseEvent(
                eventId,
                timeMs,
                origin,
                clientId,
                method,
                endpoint,
                responseCode,
                address,
                forwardedFor,
                userAgent,
                keyId,
                keyStatus,
                permission,
                tlsVersion);
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
            case "forwardedFor" -> forwardedFor;
            case "userAgent" -> userAgent;
            case "keyId" -> keyId;
            case "keyStatus" -> keyStatus == null ? null : keyStatus.label();
            case "permission" -> permission == null ? null : permission.label();
            case "tlsVersion" -> tlsVersion == null ? null : tlsVersion.label();
            case SecurityEvent.SOURCE_NETWORK -> SourceNetwork.of(sourceIp);
            default -> null;
        };
    }
}
