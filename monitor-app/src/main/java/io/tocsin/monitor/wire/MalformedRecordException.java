package io.tocsin.monitor.wire;

import java.util.Objects;

/** The bytes of a record are not what its topic promises; the message is one sentence that says why. */
public final class MalformedRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedRecordException(String reason) {
        super(reason);
    }

    public MalformedRecordException(String reason, Throwable cause) {
        super(reason, cause);
    }

    /** Why; never {@code null}, unlike other exceptions' messages. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
