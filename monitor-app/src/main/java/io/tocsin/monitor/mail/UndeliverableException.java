package io.tocsin.monitor.mail;

/** No mail can ever be made of a notification; the message says why and names no address. */
final class UndeliverableException extends Exception {

    private static final long serialVersionUID = 1L;

    UndeliverableException(String reason) {
        super(reason);
    }

    UndeliverableException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
