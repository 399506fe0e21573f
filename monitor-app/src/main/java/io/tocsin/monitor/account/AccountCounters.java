package io.tocsin.monitor.account;

import io.tocsin.rules.containment.CommandResult;
import io.tocsin.rules.containment.CommandResult.Outcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** What is counted, by whichever thread it happens on. */
final class AccountCounters {

    final LongAdder deferred = new LongAdder();
    final LongAdder skipped = new LongAdder();
    final LongAdder malformed = new LongAdder();
    private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);
    private volatile Optional<String> lastError = Optional.empty();

    AccountCounters() {
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, new LongAdder());
        }
    }

    /** A result was recorded. */
    void recorded(CommandResult result) {
        adder(result.outcome()).increment();
        if (result.outcome() == Outcome.FAILED) {
            failed(result.detail());
        }
    }

    long recorded(Outcome outcome) {
        return adder(outcome).sum();
    }

    private LongAdder adder(Outcome outcome) {
        LongAdder adder = outcomes.get(outcome);
        if (adder == null) {
            throw new IllegalStateException("there is no counter of " + outcome);
        }
        return adder;
    }

    /** @param error without personal data */
    void failed(String error) {
        lastError = Optional.of(error);
    }

    Optional<String> lastError() {
        return lastError;
    }
}
