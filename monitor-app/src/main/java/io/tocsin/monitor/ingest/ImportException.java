package io.tocsin.monitor.ingest;

/** An import that was refused or could not go on; the message is for the person who started it. */
public final class ImportException extends Exception {
    private static final long serialVersionUID = 1L;

    public ImportException(String message) {
        super(message);
    }

    public ImportException(String message, Throwable cause) {
        super(message, cause);
    }
}
