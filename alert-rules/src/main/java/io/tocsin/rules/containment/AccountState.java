package io.tocsin.rules.containment;

/**
 * The present state of an account that Tocsin has touched: the value of the compacted topic {@code accounts}.
 *
 * @param tenant whose account it is
 * @param account the user id, verbatim
 * @param status where the lock stands
 * @param command the last command that changed the state
 * @param changedAtMs append time of the change, milliseconds since the epoch
 */
public record AccountState(String tenant, String account, Status status, AccountCommand command, long changedAtMs) {

    /** Where a lock stands. */
    public enum Status {
        /** Asked for; no identity provider has confirmed it. */
        REQUESTED,
        /** The identity provider's own state was read back: it is locked. */
        CONFIRMED,
        /** The identity provider could not do it. */
        FAILED,
        /** An operator lifted it. */
        RELEASED,
        /** Its time was over. */
        EXPIRED;

        /** Whether a lock is in force or asked for. */
        public boolean isLocked() {
            return this == REQUESTED || this == CONFIRMED || this == FAILED;
        }
    }
}
