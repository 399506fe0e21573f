package io.tocsin.rules.event;

import org.jspecify.annotations.Nullable;

/**
 * An attempt to sign in.
 *
 * @param userId who tried, verbatim: {@code 'admin '}, {@code ''} and {@code 'admin'} are three users; the identity
 *     provider's own id of the account, where the sender knows it, so that every spelling counts as one
 * @param userName what was typed, where that isn't the {@code userId}
 * @param success whether it worked
 * @param sourceIp the address it came from, where known
 * @param forwardedFor what proxies say whom they forwarded it for, {@code X-Forwarded-For}, where there is one
 * @param userAgent the client's own description, where known
 * @param familiarSource whether the account's owner is known to sign in from that network; never sent, and {@code null} as long
 *     as nobody has looked
 */
public record LoginEvent(
        EventId eventId,
        long timeMs,
        @Nullable Origin origin,
        String userId,
        @Nullable String userName,
        boolean success,
        @Nullable String sourceIp,
        @Nullable String forwardedFor,
        @Nullable String userAgent,
        @Nullable Boolean familiarSource)
        implements SecurityEvent {

    /** The field that names the account. */
    public static final String ACCOUNT = "userId";

    /** The field that rules find where one of them asks for it: whether the source is familiar. */
    public static final String FAMILIAR_SOURCE = "familiarSource";

    /** An attempt as it is sent. */
    public LoginEvent(
            EventId eventId,
            long timeMs,
            @Nullable Origin origin,
            String userId,
            @Nullable String userName,
            boolean success,
            @Nullable String sourceIp,
            @Nullable String forwardedFor,
            @Nullable String userAgent) {
        this(eventId, timeMs, origin, userId, userName, success, sourceIp, forwardedFor, userAgent, null);
    }

    /** An attempt of which the sender knows only what was typed. */
    public LoginEvent(
            EventId eventId,
            long timeMs,
            @Nullable Origin origin,
            String userId,
            boolean success,
            @Nullable String sourceIp,
            @Nullable String userAgent) {
        this(eventId, timeMs, origin, userId, null, success, sourceIp, userAgent);
    }

    /** An attempt that no proxy forwarded. */
    public LoginEvent(
            EventId eventId,
            long timeMs,
            @Nullable Origin origin,
            String userId,
            @Nullable String userName,
            boolean success,
            @Nullable String sourceIp,
            @Nullable String userAgent) {
        this(eventId, timeMs, origin, userId, userName, success, sourceIp, null, userAgent);
    }

    /** The same attempt on the account of this name; what was typed is kept. */
    public LoginEvent as(String account) {
        if (account.equals(userId)) {
            return this;
        }
        String typed = userName == null ? userId : userName;
        return new LoginEvent(eventId, timeMs, origin, account, typed, success, sourceIp, forwardedFor, userAgent);
    }

    /** The same attempt from a source that is familiar, or isn't. */
    public LoginEvent withFamiliarSource(boolean isFamiliar) {
        return new LoginEvent(
                eventId, timeMs, origin, userId, userName, success, sourceIp, forwardedFor, userAgent, isFamiliar);
    }

    /** The network that it came from, where that is known. */
    public @Nullable String sourceNetwork() {
        return SourceNetwork.of(sourceIp);
    }

    @Override
    public LoginEvent from(@Nullable String address) {
        return new LoginEvent(eventId, timeMs, origin, userId, userName, success, address, forwardedFor, userAgent);
    }

    @Override
    public EventStream stream() {
        return EventStream.LOGIN;
    }

    @Override
    public String key() {
        return userId;
    }

    @Override
    public @Nullable Object field(String name) {
        return switch (name) {
            case ACCOUNT -> userId;
            case "userName" -> userName;
            case "success" -> success;
            case "sourceIp" -> sourceIp;
            case "forwardedFor" -> forwardedFor;
            case "userAgent" -> userAgent;
            case FAMILIAR_SOURCE -> familiarSource;
            case SecurityEvent.SOURCE_NETWORK -> sourceNetwork();
            default -> null;
        };
    }
}
