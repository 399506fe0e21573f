package io.tocsin.rules.sigma;

/** What is wrong with a value for the modifiers behind its field, in one sentence. */
final class UnfitValueException extends Exception {
    private static final long serialVersionUID = 1L;

    UnfitValueException(String message) {
        super(message);
    }

    /** As another part of the value says it. */
    UnfitValueException(Exception cause) {
        super(cause.getMessage(), cause);
    }
}
