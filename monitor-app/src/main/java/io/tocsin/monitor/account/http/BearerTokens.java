package io.tocsin.monitor.account.http;

import io.tocsin.monitor.account.ProviderException;

/** The token that calls carry (RFC 6750). For several threads at once. */
public interface BearerTokens {

    /**
     * A token that should be good.
     *
     * @throws ProviderException if there is none to be had
     */
    String current() throws ProviderException, InterruptedException;

    /**
     * Another token than one that was refused, or the same if there is no other.
     *
     * @throws ProviderException if there is none to be had
     */
    String insteadOf(String refused) throws ProviderException, InterruptedException;
}
