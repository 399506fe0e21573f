package io.tocsin.monitor.account;

import io.tocsin.rules.containment.CommandResult;

/**
 * What Tocsin has in its hands of an account, as the results of its commands tell, read in their order. It is what a crash
 * must not make forgotten: whether a disabled account is Tocsin's own lock, and whether somebody changed it since.
 *
 * @param kind whether a lock was begun, or proven
 * @param lock the id of the command that began the lock; empty for {@link Kind#NONE}
 * @param version the provider's version of the account as it was read back locked; empty where it wasn't, or the provider
 *     told none
 */
record Hold(Kind kind, String lock, String version) {

    /** How far a lock has come. */
    enum Kind {
        /** Tocsin has not locked the account: if it is disabled, somebody else did that. */
        NONE,
        /** Something was begun for a lock; if the account is disabled, Tocsin did that. */
        BEGUN,
        /** The account was read back disabled by Tocsin. */
        PROVEN
    }

    /** Nothing. */
    static final Hold NONE = new Hold(Kind.NONE, "", "");

    /** What it is after a further result of the account. */
    Hold after(CommandResult result) {
        boolean isOfLock = kind == Kind.BEGUN && lock.equals(result.commandId());
        return switch (result.outcome()) {
            // Only locks are announced, and each before anything is done for it.
            // It tells a version where it is about an account that Tocsin has locked before.
            case ACTING -> new Hold(Kind.BEGUN, result.commandId(), result.providerVersion());
            case CONFIRMED -> isOfLock ? new Hold(Kind.PROVEN, lock, result.providerVersion()) : NONE;
            // Disabled, but not all that a lock is: only then a version is told.
            case FAILED ->
                isOfLock && !result.providerVersion().isEmpty()
                        ? new Hold(Kind.PROVEN, lock, result.providerVersion())
                        : this;
            case ALREADY, NO_SUCH_ACCOUNT, KEPT -> NONE;
            case WAITING, EXPIRED -> this;
        };
    }

    /** Whether a disabled account is Tocsin's own lock. */
    boolean isOwn() {
        return kind != Kind.NONE;
    }

    /** Whether this command may act: it has been announced that it does. */
    boolean isBegunBy(String command) {
        return kind == Kind.BEGUN && lock.equals(command);
    }

    /**
     * Whether somebody may have changed the account since it was read back locked. A provider that told no version then
     * can't say, and that the account is still disabled has to do; one that tells none any more can't vouch for it.
     */
    boolean mayHaveChanged(AccountSnapshot snapshot) {
        return !version.isEmpty() && !version.equals(snapshot.version());
    }
}
