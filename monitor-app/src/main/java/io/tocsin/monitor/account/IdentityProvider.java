package io.tocsin.monitor.account;

/**
 * An identity provider's view of accounts: what it takes to lock one, to prove it, and to lift the lock. Calls block, each
 * for no longer than the timeouts of its client, and are idempotent. One thread at a time calls for one account; different
 * accounts may be asked about at once.
 */
public interface IdentityProvider extends AutoCloseable {

    /** What results call this provider, such as {@code keycloak:payments}; no secret and no personal data. */
    String name();

    /**
     * What the provider holds of the account now.
     *
     * @param account the user id of events, verbatim; the implementation maps it to the provider's canonical id
     * @throws ProviderException if the provider can't say
     */
    AccountSnapshot read(String account) throws ProviderException, InterruptedException;

    /**
     * Refuses logins of the account from now on. Changes nothing else of it.
     *
     * @param snapshot what was read last; tells the provider's own id
     * @throws ProviderException if it isn't known to have happened
     */
    void disable(AccountSnapshot snapshot) throws ProviderException, InterruptedException;

    /**
     * Allows logins of the account again. Changes nothing else of it.
     *
     * @throws ProviderException if it isn't known to have happened
     */
    void enable(AccountSnapshot snapshot) throws ProviderException, InterruptedException;

    /**
     * Ends the sessions of the account, where the provider holds any.
     *
     * @throws ProviderException if it isn't known to have happened
     */
    void endSessions(AccountSnapshot snapshot) throws ProviderException, InterruptedException;

    @Override
    void close();
}
