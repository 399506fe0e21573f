package io.tocsin.monitor.ingest;

/** Events that Kafka did not take; the message is a sentence that says why. */
public final class SendException extends Exception {
    private static final long serialVersionUID = 1L;

    public SendException(String message, Throwable cause) {
        super(message, cause);
    }
}
