package io.tocsin.monitor.account.http;

import io.tocsin.monitor.account.ProviderException;
import io.tocsin.monitor.account.ProviderException.Kind;

/**
 * What a provider answered.
 *
 * @param status HTTP's
 * @param body at most as many bytes as are taken
 * @param isCut whether the answer had more bytes than are taken
 */
public record Answer(int status, byte[] body, boolean isCut) {

    /** Whether the provider did as it was asked. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /**
     * Why this answer is none that was hoped for; what a status means for a particular call is the caller's to know before.
     *
     * @param provider who answered, at the beginning of a sentence
     * @param doing what was asked for, such as {@code reading an account}
     */
    public ProviderException failure(String provider, String doing) {
        String answered = provider + " answered " + status + " to " + doing;
        if (status >= 300 && status < 400) {
            return new ProviderException(
                    Kind.UNAUTHORIZED,
                    answered + ", a redirect, which is not followed; configure the address that it redirects to");
        }
        return switch (status) {
            case 401 -> new ProviderException(Kind.UNAUTHORIZED, answered + " with a token that was just fetched");
            case 403 -> new ProviderException(Kind.UNAUTHORIZED, answered + "; this client lacks the right to do so");
            case 408, 409, 412, 425, 429 -> new ProviderException(Kind.UNAVAILABLE, answered + "; it may work later");
            case 501 -> new ProviderException(Kind.REFUSED, answered + "; it can't do that");
            default -> new ProviderException(status >= 500 ? Kind.UNAVAILABLE : Kind.REFUSED, answered);
        };
    }

    /**
     * What is wrong with an answer that should have been read.
     *
     * @param expected what it should have been, such as {@code a list of users}
     */
    public ProviderException unreadable(String provider, String expected) {
        return new ProviderException(
                Kind.UNAVAILABLE,
                provider + "'s answer is not " + expected
                        + (isCut ? "; it has more than " + ProviderHttp.MAX_BODY_BYTES + " bytes" : ""));
    }
}
