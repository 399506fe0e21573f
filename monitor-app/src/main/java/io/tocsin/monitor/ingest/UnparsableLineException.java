package io.tocsin.monitor.ingest;

/** A line that should have been an event and can't be read; the message is a sentence that says why. */
public final class UnparsableLineException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnparsableLineException(String reason) {
        super(reason, null, false, false);
    }

    /** Why it can't be read. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
