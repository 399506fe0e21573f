package io.tocsin.monitor.broker;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Kafka can't be started, found or asked; the message is one sentence for the person who meets it. */
public class BrokerException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Says what went wrong and what to do. */
    public BrokerException(String message) {
        super(message);
    }

    /** Says what went wrong and what to do, and keeps what caused it. */
    public BrokerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
