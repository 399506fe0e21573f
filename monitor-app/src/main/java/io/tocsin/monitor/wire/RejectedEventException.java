package io.tocsin.monitor.wire;

/**
 * A record that is not taken as an event.
 *
 * <p>Carries no stack trace: hostile traffic makes these by the hundred thousand, and the reason says where it comes
 * from. The detail never quotes a value that may be personal.
 */
public final class RejectedEventException extends Exception {
    private static final long serialVersionUID = 1L;

    private final RejectReason reason;

    public RejectedEventException(RejectReason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    public RejectReason reason() {
        return reason;
    }

    /** One sentence for the person who looks at the rejected topic. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
