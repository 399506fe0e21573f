package io.tocsin.monitor.account.http;

import io.tocsin.monitor.account.ProviderException;
import io.tocsin.monitor.account.ProviderException.Kind;
import java.io.IOException;

/** A token that somebody else puts into a file or the environment, and may replace there. */
public final class FixedToken implements BearerTokens {

    private final Secret place;

    /** Reads nothing yet. */
    public FixedToken(Secret place) {
        this.place = place;
    }

    @Override
    public String current() throws ProviderException {
        try {
            return place.read();
        } catch (IOException | IllegalStateException e) {
            throw new ProviderException(Kind.UNAUTHORIZED, "the token can't be read from its place", e);
        }
    }

    @Override
    public String insteadOf(String refused) throws ProviderException {
        return current();
    }
}
