package io.tocsin.monitor.mail;

import io.tocsin.rules.routing.NotificationOutcome.Status;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** What is counted, by whichever thread it happens on. */
final class MailCounters {

    final LongAdder deferred = new LongAdder();
    final LongAdder skipped = new LongAdder();
    final LongAdder malformed = new LongAdder();
    private final Map<Status, LongAdder> outcomes = new EnumMap<>(Status.class);
    private final AtomicReference<Optional<String>> lastError = new AtomicReference<>(Optional.empty());

    MailCounters() {
        for (Status each : Status.values()) {
            outcomes.put(each, new LongAdder());
        }
    }

    void count(Status status) {
        outcomes.get(status).increment();
    }

    long of(Status status) {
        return outcomes.get(status).sum();
    }

    /** @param error without mail addresses */
    void failed(String error) {
        lastError.set(Optional.of(error));
    }

    Optional<String> lastError() {
        return lastError.get();
    }
}
