package io.tocsin.monitor.ingest;

import java.io.IOException;

/** A log that can't be read as what it seems to be; the message is a sentence that names it and says why. */
public final class UnreadableLogException extends IOException {
    private static final long serialVersionUID = 1L;

    public UnreadableLogException(String reason) {
        super(reason);
    }

    public UnreadableLogException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
