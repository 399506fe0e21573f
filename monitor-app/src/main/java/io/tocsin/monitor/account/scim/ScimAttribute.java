package io.tocsin.monitor.account.scim;

import org.jspecify.annotations.Nullable;

/** By which attribute of a user accounts are found (RFC 7643, 3.1 and 4.1.1). */
public enum ScimAttribute {
    /** What its owner signs in with; knows no case, unless the provider says otherwise. */
    USER_NAME("userName"),
    /** The id under which the client, such as the staff's register, knows the user; case matters. */
    EXTERNAL_ID("externalId"),
    /** The provider's own id; case matters. */
    ID("id");

    private final String label;

    ScimAttribute(String label) {
        this.label = label;
    }

    /** As SCIM and the configuration write it. */
    public String label() {
        return label;
    }

    /** Whether this value of a user is the wanted one, or a spelling of it. */
    boolean fits(String wanted, @Nullable String value) {
        return this == USER_NAME ? wanted.equalsIgnoreCase(value) : wanted.equals(value);
    }
}
