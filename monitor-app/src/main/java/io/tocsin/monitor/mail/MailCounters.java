package io.tocsin.monitor.mail;

import io.tocsin.rules.routing.NotificationOutcome.Status;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** What is counted, by whichever thread it happens on. */
final class MailCounters {

    final LongAdder sent = new LongAdder();
    final LongAdder deferred = new LongAdder();
    final LongAdder rejected = new LongAdder();
    final LongAdder exhausted = new LongAdder();
    final LongAdder skipped = new LongAdder();
    final LongAdder malformed = new LongAdder();
    private volatile Optional<String> lastError = Optional.empty();

    void count(Status status) {
        switch (status) {
            case SENT -> sent.increment();
            case REJECTED -> rejected.increment();
            case EXHAUSTED -> exhausted.increment();
        }
    }

    /** @param error without mail addresses */
    void failed(String error) {
        lastError = Optional.of(error);
    }

    Optional<String> lastError() {
        return lastError;
    }
}
