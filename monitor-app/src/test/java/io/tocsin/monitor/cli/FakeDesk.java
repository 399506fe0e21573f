package io.tocsin.monitor.cli;

import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountMemory;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.Containment;
import io.tocsin.rules.containment.ContainmentPolicy;
import io.tocsin.rules.containment.Decision;
import io.tocsin.rules.containment.LockBudget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Decides as respond does, in memory; can fall silent after some requests. */
final class FakeDesk implements AccountDesk {
    static final long NOW_MS = 1_700_000_000_000L;

    private final Containment containment =
            new Containment(ContainmentPolicy.of(ContainmentPolicy.Mode.ENFORCE, Set.of("root"), 0));
    private final Map<String, AccountMemory> memories = new HashMap<>();
    private final List<AccountCommand> unheard = new ArrayList<>();
    private final List<Integer> asksBetweenHearings = new ArrayList<>();
    private int silentAfter = Integer.MAX_VALUE;
    private int asked;
    private int askedBefore;

    /** Decides no more once so many requests were handed in. */
    FakeDesk silentAfter(int requests) {
        silentAfter = requests;
        return this;
    }

    /** Locks an account and returns what respond would say of it. */
    AccountCommand lock(AccountRequest request, long nowMs) {
        Decision decision = decide(request, nowMs);
        return decision.commands().get(decision.commands().size() - 1);
    }

    private Decision decide(AccountRequest request, long nowMs) {
        AccountMemory memory = memories.getOrDefault(request.account(), AccountMemory.NONE);
        Decision decision = containment.decide(memory, LockBudget.UNTOUCHED, request, nowMs);
        memories.put(request.account(), decision.memory());
        return decision;
    }

    @Override
    public void ask(AccountRequest request) {
        asked++;
        if (asked <= silentAfter) {
            unheard.addAll(decide(request, NOW_MS).commands());
        }
    }

    @Override
    public void hear(Predicate<AccountCommand> wantsMore) {
        asksBetweenHearings.add(asked - askedBefore);
        askedBefore = asked;
        while (!unheard.isEmpty() && wantsMore.test(unheard.remove(0))) {
            // the listener wants the next one
        }
    }

    /** How many requests were handed in before each hearing. */
    List<Integer> asksBetweenHearings() {
        return asksBetweenHearings;
    }

    @Override
    public void close() {
        // holds nothing
    }
}
