package io.tocsin.rules.containment;

/**
 * The present state of an account that Tocsin has touched: the value of the compacted topic {@code accounts}.
 *
 * @param tenant whose account it is
 * @param account the user id, verbatim
 * @param status where the lock stands
 * @param command the last command that changed the state
 * @param lock the lock that stands or, once it was lifted or ran out, that stood last: tells why and until when
 * @param changedAtMs append time of the change, milliseconds since the epoch
 */
public record AccountState(
        String tenant, String account, Status status, AccountCommand command, AccountCommand lock, long changedAtMs) {

    /** Where a lock stands. */
    public enum Status {
        /** Asked for; no identity provider has confirmed it. */
        REQUESTED("requested, not enforced by an identity provider"),
        /** The identity provider's own state was read back: it is locked. */
        CONFIRMED("locked, confirmed by the identity provider"),
        /** The identity provider could not do it. */
        FAILED("not locked, the identity provider failed"),
        /** An operator lifted it. */
        RELEASED("released by an operator"),
        /** Its time was over. */
        EXPIRED("expired, its time was over");

        private final String meaning;

        Status(String meaning) {
            this.meaning = meaning;
        }

        /** The words for people; every output that shows a status shows them. */
        public String meaning() {
            return meaning;
        }

        /** Whether a lock is in force or asked for. */
        public boolean isLocked() {
            return this == REQUESTED || this == CONFIRMED || this == FAILED;
        }
    }

    public AccountState {
        requireSameAccount(tenant, account, command);
        requireSameAccount(tenant, account, lock);
        if (lock.action() != AccountCommand.Action.LOCK) {
            throw new IllegalArgumentException("the lock of an account's state is a command to " + lock.action()
                    + "; only a command to LOCK is allowed");
        }
    }

    private static void requireSameAccount(String tenant, String account, AccountCommand command) {
        AccountRequest request = command.request();
        if (!request.tenant().equals(tenant) || !request.account().equals(account)) {
            throw new IllegalArgumentException("the state of an account holds a command for another account");
        }
    }
}
