package io.tocsin.rules.event;

import java.util.Locale;

/** Where an API key stands in its life when it is used. */
public enum KeyStatus implements Labelled {
    /** In force. */
    ACTIVE,
    /** Replaced by a newer key, and valid for a while beside it. */
    RETIRING,
    /** Past its end. */
    EXPIRED,
    /** Withdrawn before its end: it may be in wrong hands. */
    REVOKED;

    @Override
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
