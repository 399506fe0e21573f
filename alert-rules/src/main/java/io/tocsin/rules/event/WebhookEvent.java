package io.tocsin.rules.event;

import org.jspecify.annotations.Nullable;

/**
 * A webhook delivery, with what its receiver states about it.
 *
 * @param source who is said to have sent the delivery, verbatim; keys the topic
 * @param signature what the check of its signature found
 * @param replayed whether the delivery had been seen before
 * @param sourceListed whether the address is on the list of this source's addresses
 * @param sourceIp the address it came from, where known
 * @param forwardedFor what proxies say whom they forwarded it for, {@code X-Forwarded-For}, where there is one
 * @param endpoint the path that it was delivered to, where known
 * @param responseCode the HTTP status it was answered with, where known
 * @param tlsVersion the protocol version of the connection, where known
 */
public record WebhookEvent(
        EventId eventId,
        long timeMs,
        @Nullable Origin origin,
        String source,
        Signature signature,
        boolean replayed,
        boolean sourceListed,
        @Nullable String sourceIp,
        @Nullable String forwardedFor,
        @Nullable String endpoint,
        @Nullable Integer responseCode,
        @Nullable TlsVersion tlsVersion)
        implements SecurityEvent {

    /** What the check of a delivery's signature found. */
    public enum Signature implements Labelled {
        VALID("valid"),
        INVALID("invalid"),
        MISSING("missing");

        private final String label;

        Signature(String label) {
            this.label = label;
        }

        @Override
        public String label() {
            return label;
        }
    }

    public WebhookEvent {
        if (responseCode != null) {
            HttpStatus.require("responseCode", responseCode);
        }
    }

    /** A delivery of whose connection nothing is known. */
    public WebhookEvent(
            EventId eventId,
            long timeMs,
            @Nullable Origin origin,
            String source,
            Signature signature,
            boolean replayed,
            boolean sourceListed,
            @Nullable String sourceIp,
            @Nullable String endpoint,
            @Nullable Integer responseCode) {
        this(
                eventId,
                timeMs,
                origin,
                source,
                signature,
                replayed,
                sourceListed,
                sourceIp,
                null,
                endpoint,
                responseCode,
                null);
    }

    /** A delivery that no proxy forwarded. */
    public WebhookEvent(
            EventId eventId,
            long timeMs,
            @Nullable Origin origin,
            String source,
            Signature signature,
            boolean replayed,
            boolean sourceListed,
            @Nullable String sourceIp,
            @Nullable String endpoint,
            @Nullable Integer responseCode,
            @Nullable TlsVersion tlsVersion) {
        this(
                eventId,
                timeMs,
                origin,
                source,
                signature,
                replayed,
                sourceListed,
                sourceIp,
                null,
                endpoint,
                responseCode,
                tlsVersion);
    }

    @Override
    public WebhookEvent from(@Nullable String address) {
        return new WebhookEvent(
                eventId,
                timeMs,
                origin,
                source,
                signature,
                replayed,
                sourceListed,
                address,
                forwardedFor,
                endpoint,
                responseCode,
                tlsVersion);
    }

    @Override
    public EventStream stream() {
        return EventStream.WEBHOOK;
    }

    @Override
    public String key() {
        return source;
    }

    @Override
    public @Nullable Object field(String name) {
        return switch (name) {
            case "source" -> source;
            case "signature" -> signature.label();
            case "replayed" -> replayed;
            case "sourceListed" -> sourceListed;
            case "sourceIp" -> sourceIp;
            case "forwardedFor" -> forwardedFor;
            case "endpoint" -> endpoint;
            case "responseCode" -> responseCode == null ? null : (Long) (long) responseCode;
            case "tlsVersion" -> tlsVersion == null ? null : tlsVersion.label();
            case SecurityEvent.SOURCE_NETWORK -> SourceNetwork.of(sourceIp);
            default -> null;
        };
    }
}
