package io.tocsin.monitor.account;

import io.tocsin.monitor.account.AccountSnapshot.Presence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An identity provider in memory, which can fail, and around whose calls something may happen. */
final class FakeProvider implements IdentityProvider {

    /** Something that happens around a call. */
    @FunctionalInterface
    interface Around {
        void call(String what) throws ProviderException;
    }

    static final class Account {
        boolean enabled = true;
        int version = 1;
        int sessions = 2;
        /** More than one caller at a time breaks what an account is promised. */
        final AtomicInteger callers = new AtomicInteger();
    }

    final Map<String, Account> accounts = new ConcurrentHashMap<>();
    final List<String> calls = new ArrayList<>();
    boolean hasVersions = true;
    volatile Around before = what -> {};
    volatile Around after = what -> {};

    Account add(String name) {
        Account account = new Account();
        accounts.put(name, account);
        return account;
    }

    Account account(String name) {
        Account account = accounts.get(name);
        if (account == null) {
            throw new AssertionError("there is no account " + name);
        }
        return account;
    }

    /** Somebody else changes an account. */
    void change(String name, boolean enabled) {
        Account account = account(name);
        account.enabled = enabled;
        account.version++;
    }

    @Override
    public String name() {
        return "fake:test";
    }

    private interface Call<T> {
        T make(Account account);
    }

    private <T> T around(String what, String name, Call<T> call, T otherwise) throws ProviderException {
        synchronized (calls) {
            calls.add(what + " " + name);
        }
        Account account = accounts.get(name);
        if (account == null) {
            before.call(what);
            return otherwise;
        }
        if (account.callers.getAndIncrement() != 0) {
            throw new AssertionError("two call for the account " + name + " at once");
        }
        try {
            before.call(what);
            T result = call.make(account);
            after.call(what);
            return result;
        } finally {
            account.callers.decrementAndGet();
        }
    }

    @Override
    public AccountSnapshot read(String account) throws ProviderException {
        return around(
                "read",
                account,
                known -> new AccountSnapshot(
                        known.enabled ? Presence.ENABLED : Presence.DISABLED,
                        account,
                        hasVersions ? "v" + known.version : "",
                        OptionalInt.of(known.sessions)),
                AccountSnapshot.absent());
    }

    @Override
    public void disable(AccountSnapshot snapshot) throws ProviderException {
        set("disable", snapshot, false);
    }

    @Override
    public void enable(AccountSnapshot snapshot) throws ProviderException {
        set("enable", snapshot, true);
    }

    private void set(String what, AccountSnapshot snapshot, boolean enabled) throws ProviderException {
        around(
                what,
                snapshot.id(),
                known -> {
                    known.enabled = enabled;
                    known.version++;
                    return known;
                },
                null);
    }

    @Override
    public void endSessions(AccountSnapshot snapshot) throws ProviderException {
        around(
                "end",
                snapshot.id(),
                known -> {
                    known.sessions = 0;
                    known.version++;
                    return known;
                },
                null);
    }

    @Override
    public void close() {
        before = what -> {
            throw new ProviderException(ProviderException.Kind.UNAVAILABLE, "the program is stopping");
        };
    }
}
