package io.tocsin.monitor.account;

import java.util.OptionalInt;

/**
 * What an identity provider held of an account when it was read.
 *
 * @param presence whether the account exists, and whether it may log in
 * @param id the provider's own id of the account; empty where it is absent
 * @param version what changes whenever somebody changes the account, such as SCIM's {@code meta.version}; empty where the
 *     provider tells nothing of the kind
 * @param sessions how many sessions the account holds; empty where the provider can't tell
 */
public record AccountSnapshot(Presence presence, String id, String version, OptionalInt sessions) {

    /** Whether an account exists, and whether it may log in. */
    public enum Presence {
        /** It exists and may log in. */
        ENABLED,
        /** It exists and may not log in. */
        DISABLED,
        /** The provider doesn't know it. */
        ABSENT
    }

    public AccountSnapshot {
        if ((presence == Presence.ABSENT) != id.isEmpty()) {
            throw new IllegalArgumentException(
                    "an account that exists has an id at its provider, and no other has one");
        }
    }

    /** An account that the provider doesn't know. */
    public static AccountSnapshot absent() {
        return new AccountSnapshot(Presence.ABSENT, "", "", OptionalInt.empty());
    }
}
