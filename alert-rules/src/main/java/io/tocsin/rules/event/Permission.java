package io.tocsin.rules.event;

import java.util.Locale;

/** The permission that an API call needs. */
public enum Permission implements Labelled {
    READ,
    WRITE,
    /** Full management of the account. */
    ADMIN;

    @Override
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
