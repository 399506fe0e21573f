package io.tocsin.monitor.account;

/**
 * An identity provider couldn't be asked, or refused. The message says what went wrong in one sentence, without personal
 * data, secrets or bytes of the answer.
 */
public final class ProviderException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What a failure says about trying again. */
    public enum Kind {
        /** The provider can't be reached, is overloaded or broken: the same call may succeed later. */
        UNAVAILABLE,
        /** The provider refuses this client: nothing succeeds until somebody mends its credentials, rights or address. */
        UNAUTHORIZED,
        /** The provider refuses this call: trying it again changes nothing. */
        REFUSED
    }

    private final Kind kind;

    public ProviderException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public ProviderException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
