package io.tocsin.monitor.account;

import io.tocsin.monitor.account.AccountSnapshot.Presence;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountCommand.Action;
import io.tocsin.rules.containment.CommandResult;
import io.tocsin.rules.containment.CommandResult.Outcome;
import java.time.InstantSource;

/**
 * Carries one command out: reads the account, acts, ends its sessions, and reads it back. What it needs to know of earlier
 * commands comes in as a {@link Hold}; nothing is remembered here, so that doing it again after a crash at any point comes
 * to the same.
 */
final class AccountExecutor {

    /** How often an account is read back until it is as it should be; some providers take a moment. */
    static final int MOST_READS = 5;

    private static final long FIRST_PAUSE_MS = 50;

    /** Waits between two reads; a test's doesn't. */
    @FunctionalInterface
    interface Pause {
        void ms(long ms) throws InterruptedException;
    }

    private final IdentityProvider provider;
    private final InstantSource clock;
    private final Pause pause;

    /** @param clock tells whether a lock's end has passed */
    AccountExecutor(IdentityProvider provider, InstantSource clock, Pause pause) {
        this.provider = provider;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * Does the next step of a command to lock or unlock. A result that isn't final, {@link Outcome#ACTING}, must be recorded
     * before the command goes on: then it is called again, with what the account's hold is after it.
     *
     * @throws ProviderException if the provider can't be asked; never of the kind REFUSED, which is a result
     */
    CommandResult step(AccountCommand command, Hold hold) throws ProviderException, InterruptedException {
        if (command.action() == Action.LOCK && clock.millis() >= command.untilMs()) {
            return expired(command);
        }
        try {
            return command.action() == Action.LOCK ? lock(command, hold) : unlock(command, hold);
        } catch (ProviderException e) {
            if (e.kind() != ProviderException.Kind.REFUSED) {
                throw e;
            }
            return result(command, Outcome.FAILED, String.valueOf(e.getMessage()));
        }
    }

    /** A lock whose end has passed; whatever was begun for it, its unlock undoes. */
    CommandResult expired(AccountCommand command) {
        return result(command, Outcome.EXPIRED, "the lock's end passed before it could be carried out");
    }

    /** A lock that waited for the provider until it was lifted. */
    CommandResult superseded(AccountCommand command) {
        return result(command, Outcome.FAILED, "the lock was lifted before it could be carried out");
    }

    /** A command that waits; the failure says for what. */
    CommandResult waiting(AccountCommand command, ProviderException failure) {
        String what = failure.kind() == ProviderException.Kind.UNAUTHORIZED
                ? "waits until somebody mends the access: "
                : "waits for the provider: ";
        return result(command, Outcome.WAITING, what + failure.getMessage());
    }

    private CommandResult lock(AccountCommand command, Hold hold) throws ProviderException, InterruptedException {
        AccountSnapshot before = read(command);
        if (before.presence() == Presence.ABSENT) {
            return noSuchAccount(command);
        }
        boolean isDisabled = before.presence() == Presence.DISABLED;
        if (isDisabled && !hold.isOwn()) {
            return lockedBySomebodyElse(command, before);
        }
        if (!hold.isBegunBy(command.id())) {
            return isDisabled
                    ? result(command, Outcome.ACTING, "about to lock it on", before.id(), hold.version())
                    : result(command, Outcome.ACTING, "about to disable the account", before.id(), "");
        }
        if (!isDisabled) {
            provider.disable(before);
        }
        // Of an account that somebody changed in between, the version before that change stays the one to compare with.
        String versionToKeep = isDisabled && hold.mayHaveChanged(before) ? hold.version() : "";
        try {
            endSessions(before, isDisabled);
            return proveLocked(command, versionToKeep);
        } catch (ProviderException e) {
            if (e.kind() != ProviderException.Kind.REFUSED) {
                throw e;
            }
            return failedLock(command, "the account is disabled, but " + e.getMessage(), read(command), versionToKeep);
        }
    }

    /** Its sessions are ended all the same; the lock itself isn't Tocsin's to lift later. */
    private CommandResult lockedBySomebodyElse(AccountCommand command, AccountSnapshot before)
            throws ProviderException, InterruptedException {
        endSessions(before, true);
        AccountSnapshot after = readBack(command, Presence.DISABLED);
        String proof = "the account had been disabled by somebody else";
        return isLocked(after)
                ? result(command, Outcome.ALREADY, proof + sessionsOf(after), after)
                : result(command, Outcome.FAILED, proof + ", but " + whatIsWrong(after));
    }

    private void endSessions(AccountSnapshot before, boolean wasDisabled)
            throws ProviderException, InterruptedException {
        // To a disabled account no session is added: where there were none, nothing needs to be touched.
        if (!wasDisabled || before.sessions().orElse(1) > 0) {
            provider.endSessions(before);
        }
    }

    private CommandResult proveLocked(AccountCommand command, String versionToKeep)
            throws ProviderException, InterruptedException {
        AccountSnapshot after = readBack(command, Presence.DISABLED);
        if (!isLocked(after)) {
            return failedLock(command, whatIsWrong(after), after, versionToKeep);
        }
        return result(
                command,
                Outcome.CONFIRMED,
                "read back disabled" + sessionsOf(after),
                after.id(),
                versionToKeep.isEmpty() ? after.version() : versionToKeep);
    }

    /** The version is told only where the account stands disabled, so that the lock can be lifted later. */
    private CommandResult failedLock(AccountCommand command, String why, AccountSnapshot after, String versionToKeep) {
        if (after.presence() != Presence.DISABLED) {
            return result(command, Outcome.FAILED, why);
        }
        return result(
                command, Outcome.FAILED, why, after.id(), versionToKeep.isEmpty() ? after.version() : versionToKeep);
    }

    private CommandResult unlock(AccountCommand command, Hold hold) throws ProviderException, InterruptedException {
        AccountSnapshot before = read(command);
        switch (before.presence()) {
            case ABSENT -> {
                return noSuchAccount(command);
            }
            case ENABLED -> {
                return result(command, Outcome.ALREADY, "the account was enabled", before);
            }
            case DISABLED -> {
                if (!hold.isOwn()) {
                    return result(command, Outcome.KEPT, "the account was disabled by somebody else", before);
                }
                if (hold.mayHaveChanged(before)) {
                    return result(command, Outcome.KEPT, changed(before), before);
                }
            }
        }
        provider.enable(before);
        AccountSnapshot after = readBack(command, Presence.ENABLED);
        return after.presence() == Presence.ENABLED
                ? result(command, Outcome.CONFIRMED, "read back enabled", after)
                : result(command, Outcome.FAILED, "the account was not enabled when it was read back");
    }

    private static String changed(AccountSnapshot before) {
        return before.version().isEmpty()
                ? "the provider no longer tells whether somebody changed the account since it was locked"
                : "somebody else changed the account since it was locked";
    }

    private AccountSnapshot read(AccountCommand command) throws ProviderException, InterruptedException {
        AccountSnapshot found = provider.read(command.request().account());
        // One that can't be kept in a result is as good as none.
        return found.version().length() <= CommandResult.MAX_DETAIL_LENGTH
                ? found
                : new AccountSnapshot(found.presence(), found.id(), "", found.sessions());
    }

    /** The account as it is once it is as it should be, or as it still isn't. */
    private AccountSnapshot readBack(AccountCommand command, Presence wanted)
            throws ProviderException, InterruptedException {
        AccountSnapshot found = read(command);
        for (int read = 1; read < MOST_READS && !isAsWanted(found, wanted); read++) {
            pause.ms(FIRST_PAUSE_MS << read);
            found = read(command);
        }
        return found;
    }

    private static boolean isAsWanted(AccountSnapshot found, Presence wanted) {
        return wanted == Presence.DISABLED ? isLocked(found) : found.presence() == wanted;
    }

    private static boolean isLocked(AccountSnapshot found) {
        return found.presence() == Presence.DISABLED && found.sessions().orElse(0) == 0;
    }

    private static String whatIsWrong(AccountSnapshot after) {
        return switch (after.presence()) {
            case ENABLED -> "the account was still enabled when it was read back";
            case DISABLED -> "the account still had sessions when it was read back disabled";
            case ABSENT -> "the account was gone when it was read back";
        };
    }

    private static String sessionsOf(AccountSnapshot after) {
        return after.sessions().isPresent() ? ", without sessions" : "; the provider doesn't tell of sessions";
    }

    private CommandResult noSuchAccount(AccountCommand command) {
        return result(command, Outcome.NO_SUCH_ACCOUNT, "the provider doesn't know the account");
    }

    private CommandResult result(AccountCommand command, Outcome outcome, String detail) {
        return result(command, outcome, detail, "", "");
    }

    private CommandResult result(AccountCommand command, Outcome outcome, String detail, AccountSnapshot snapshot) {
        return result(command, outcome, detail, snapshot.id(), snapshot.version());
    }

    private CommandResult result(AccountCommand command, Outcome outcome, String detail, String id, String version) {
        return new CommandResult(
                command.id(),
                command.request().tenant(),
                command.request().account(),
                outcome,
                provider.name(),
                cut(detail),
                clock.millis(),
                cut(id),
                version);
    }

    private static String cut(String text) {
        return text.length() <= CommandResult.MAX_DETAIL_LENGTH
                ? text
                : text.substring(0, CommandResult.MAX_DETAIL_LENGTH - 1) + "…";
    }
}
