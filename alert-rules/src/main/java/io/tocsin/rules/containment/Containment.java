package io.tocsin.rules.containment;

import io.tocsin.rules.containment.AccountCommand.Action;
import io.tocsin.rules.containment.AccountCommand.Code;
import io.tocsin.rules.containment.ContainmentPolicy.Mode;
import io.tocsin.rules.containment.LockBudget.Share;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides on account requests. Pure: what it knows comes in, what it decided goes out as commands, and
 * {@link AccountMemory#apply} alone changes what is remembered; time is the append time of the record that is being
 * decided.
 *
 * <p>Of the reasons to refuse a lock the first that holds is given: {@link Code#DUPLICATE}, {@link Code#SKIPPED_STALE},
 * {@link Code#BREAK_GLASS}, {@link Code#ALLOWED}, {@link Code#ROOT_LIKE}, {@link Code#SKIPPED_BUDGET}, {@link Code#OBSERVED}. An account that is
 * already locked is granted the lock again with a later end, which costs no budget. An unlock is a {@link Code#DUPLICATE},
 * or {@link Code#NOT_LOCKED}, or granted. Where the budget is spent, a second factor is asked for in place of the lock, and
 * the alert's sources are blocked, see {@link Blocking}. A step-up is refused for the reasons of a lock but the budget.
 *
 * <p>An operator's lock is no history, and the budget neither holds it back nor counts it: a burnt budget must not keep
 * people from acting, and people who act must not burn it. Break-glass accounts are refused to operators, too, unless
 * they force it; force overrides nothing else.
 *
 * <p>Each lock in a row lasts twice as long as the one before, up to the policy's longest. An operator's lock with a length
 * of its own lasts that long and isn't counted. The row ends after a quiet time.
 *
 * <p>As long as an alert that was granted a lock is open, the account stays locked: shortly before the lock's end the next one
 * of the row follows it without a gap and without cost. That ends once the alert is closed, an operator unlocks, the policy
 * would refuse the alert now, or {@link #LONGEST_HELD_MS} after the alert asked.
 *
 * <p>A lock that an identity provider did not do, and won't, counts no longer: its budget is given back, and the next request
 * is decided as if there were none. It ends on the record at its end, so that what was half done is undone.
 *
 * <p>Observing locks nothing, whoever asks. Locks from before the mode was changed can still be released, and run out.
 */
public final class Containment {

    /** No alert holds a lock for longer, milliseconds after it asked: that it is closed may never be heard of. */
    public static final long LONGEST_HELD_MS = 7 * 86_400_000L;

    private final ContainmentPolicy policy;

    public Containment(ContainmentPolicy policy) {
        this.policy = policy;
    }

    /**
     * Decides on one request.
     *
     * @param memory of the request's account
     * @param budget of the request's tenant
     * @param nowMs append time of the request, milliseconds since the epoch
     */
    public Decision decide(AccountMemory memory, LockBudget budget, AccountRequest request, long nowMs) {
        if (request.action() == AccountRequest.Action.CLOSE) {
            AccountCommand closed = new AccountCommand(request.id(), Action.NONE, Code.CLOSED, request, nowMs, 0, 0);
            return new Decision(memory.apply(closed, policy.decayMs()), List.of(closed));
        }
        Decision before = settle(memory, nowMs);
        Code code = switch (request.action()) {
            case LOCK, STEP_UP -> lockCode(before.memory(), budget, request, nowMs);
            case UNLOCK -> unlockCode(before.memory(), request);
            case CONTEST, UPHOLD, LIFT -> reviewCode(before.memory(), request);
            case CLOSE -> Code.CLOSED;
            case NOT_DONE -> resultCode(before.memory(), request, Code.NOT_DONE);
            case NO_SUCH_ACCOUNT -> resultCode(before.memory(), request, Code.NO_SUCH_ACCOUNT);
        };
        Action action = action(code, before.memory(), request);
        int repetition = action == Action.LOCK ? repetition(before.memory(), request, nowMs) : 0;
        long untilMs = action.isTimed() ? untilMs(action, before.memory(), request, repetition, nowMs) : 0;
        AccountCommand command = new AccountCommand(request.id(), action, code, request, nowMs, untilMs, repetition);

        List<AccountCommand> commands = new ArrayList<>(before.commands());
        commands.add(command);
        LockBudget after = budgetAfter(before.memory(), budget, command);
        return new Decision(before.memory().apply(command, policy.decayMs()), after, commands);
    }

    private @Nullable LockBudget budgetAfter(AccountMemory memory, LockBudget budget, AccountCommand command) {
        AccountRequest request = command.request();
        if (command.code().isUndone()) {
            return budget.giveBack(request.account(), memory.lockedAtMs());
        }
        AlertCause alert = request.alert();
        boolean isGranted = command.code() == Code.GRANTED || command.code() == Code.OBSERVED;
        if (alert == null || !isGranted || !costsBudget(memory, request)) {
            return null;
        }
        return budget.spend(policy, request.account(), alert, command.decidedAtMs());
    }

    /** What time alone has decided before a request. A lock whose end is only near is left to the tick: it may be unlocked. */
    private Decision settle(AccountMemory memory, long nowMs) {
        boolean stands = memory.lock() != null && nowMs < memory.lock().untilMs();
        return stands ? new Decision(memory, List.of()) : tick(memory, nowMs);
    }

    /**
     * What time alone decides: a lock that is held goes on; another that has run out is lifted, once; an account of which
     * nothing has been heard for long is forgotten.
     *
     * @param nowMs append time of the tick, milliseconds since the epoch
     */
    public Decision tick(AccountMemory memory, long nowMs) {
        if (nowMs < memory.dueAtMs()) {
            return new Decision(memory, List.of());
        }
        AccountCommand lock = memory.lock();
        if (lock == null) {
            return new Decision(AccountMemory.NONE, List.of());
        }
        AccountCommand renewed = renewed(memory, lock, nowMs);
        if (renewed == null && nowMs < lock.untilMs()) {
            return new Decision(memory, List.of());
        }
        AccountCommand command = renewed == null ? expired(lock, nowMs) : renewed;
        return new Decision(memory.apply(command, policy.decayMs()), List.of(command));
    }

    /** The next lock of the row, from the end of the one that stands on, for the newest alert that holds it. */
    private @Nullable AccountCommand renewed(AccountMemory memory, AccountCommand lock, long nowMs) {
        for (int i = memory.held().size() - 1; i >= 0; i--) {
            AccountCommand holding = memory.held().get(i);
            if (mayHold(holding, nowMs)) {
                AccountRequest asked = holding.request();
                String id = AccountCommand.renewedId(asked, lock.untilMs());
                String reason = ContainmentRequest.because("the alert is still open", asked.reason());
                AccountRequest ofItself = new AccountRequest(
                        id,
                        asked.tenant(),
                        asked.account(),
                        AccountRequest.Action.LOCK,
                        reason,
                        AccountRequest.RENEWAL,
                        asked.alert());
                int repetition = memory.locksInARow(nowMs) + 1;
                long untilMs = Math.max(lock.untilMs(), nowMs) + policy.lockMs(repetition - 1);
                return new AccountCommand(id, Action.LOCK, Code.RENEWED, ofItself, nowMs, untilMs, repetition);
            }
        }
        return null;
    }

    private boolean mayHold(AccountCommand holding, long nowMs) {
        return policy.mode() == Mode.ENFORCE
                && nowMs < holding.decidedAtMs() + LONGEST_HELD_MS
                && refusal(holding.request()) == null;
    }

    private Code lockCode(AccountMemory memory, LockBudget budget, AccountRequest request, long nowMs) {
        if (memory.hasDecided(request.id())) {
            return Code.DUPLICATE;
        }
        Code refusal = refusal(request);
        if (refusal != null) {
            return refusal;
        }
        AlertCause alert = request.alert();
        if (alert != null && costsBudget(memory, request) && budget.share(policy, alert, nowMs) == Share.NONE) {
            return Code.SKIPPED_BUDGET;
        }
        return policy.mode() == Mode.OBSERVE ? Code.OBSERVED : Code.GRANTED;
    }

    /** Why the policy refuses a lock or step-up whatever was decided before, or {@code null}: it doesn't. */
    private @Nullable Code refusal(AccountRequest request) {
        AlertCause alert = request.alert();
        if (alert != null && alert.stale()) {
            return Code.SKIPPED_STALE;
        }
        if (policy.isBreakGlass(request.account()) && !request.force()) {
            return Code.BREAK_GLASS;
        }
        if (alert != null && policy.allows(alert.grounds().sources())) {
            return Code.ALLOWED;
        }
        boolean isLock = request.action() == AccountRequest.Action.LOCK;
        return alert != null && isLock && policy.isRootLike(request.account()) ? Code.ROOT_LIKE : null;
    }

    private static Code unlockCode(AccountMemory memory, AccountRequest request) {
        if (memory.hasDecided(request.id())) {
            return Code.DUPLICATE;
        }
        return memory.lock() == null ? Code.NOT_LOCKED : Code.GRANTED;
    }

    /** A result counts for the very lock that it is about, as long as that stands, and once. */
    private static Code resultCode(AccountMemory memory, AccountRequest request, Code accepted) {
        if (memory.hasDecided(request.id())) {
            return Code.DUPLICATE;
        }
        AccountCommand lock = memory.lock();
        boolean isOfLock =
                memory.isLocked() && lock != null && request.id().equals(lock.id() + AccountCommand.UNDONE_SUFFIX);
        return isOfLock ? accepted : Code.NOT_LOCKED;
    }

    private static boolean costsBudget(AccountMemory memory, AccountRequest request) {
        return request.action() == AccountRequest.Action.LOCK && !request.isByOperator() && !memory.isLocked();
    }

    private Action action(Code code, AccountMemory memory, AccountRequest request) {
        if (code == Code.LIFTED && memory.lock() != null) {
            return Action.UNLOCK;
        }
        boolean isLessThanALock = code == Code.SKIPPED_BUDGET || code == Code.ROOT_LIKE;
        if (isLessThanALock && policy.mode() == Mode.ENFORCE) {
            return Action.STEP_UP;
        }
        if (code != Code.GRANTED) {
            return Action.NONE;
        }
        return switch (request.action()) {
            case LOCK -> Action.LOCK;
            case UNLOCK -> Action.UNLOCK;
            case STEP_UP -> Action.STEP_UP;
            case CONTEST, UPHOLD, LIFT, CLOSE, NOT_DONE, NO_SUCH_ACCOUNT -> Action.NONE;
        };
    }

    /** A lock is contested while it stands or is remembered, and reviewed once it is contested. */
    private static Code reviewCode(AccountMemory memory, AccountRequest request) {
        if (memory.hasDecided(request.id())) {
            return Code.DUPLICATE;
        }
        if (request.action() == AccountRequest.Action.CONTEST) {
            return memory.lock() == null && memory.ended() == null ? Code.NOT_LOCKED : Code.CONTESTED;
        }
        if (memory.contested() == null) {
            return Code.NOT_CONTESTED;
        }
        return request.action() == AccountRequest.Action.LIFT ? Code.LIFTED : Code.UPHELD;
    }

    /** What extends a lock is no further one, and a length that an operator gives says nothing of repetition. */
    private static int repetition(AccountMemory memory, AccountRequest request, long nowMs) {
        int before = memory.locksInARow(nowMs);
        return memory.lock() != null || request.durationMs() > 0 ? before : before + 1;
    }

    /** A lock that stands is made to end later, never sooner. */
    private long untilMs(Action action, AccountMemory memory, AccountRequest request, int repetition, long nowMs) {
        long lockMs = request.durationMs() > 0 ? request.durationMs() : policy.lockMs(Math.max(0, repetition - 1));
        AccountCommand standing = action == Action.LOCK ? memory.lock() : null;
        return standing == null ? nowMs + lockMs : Math.max(standing.untilMs(), nowMs + lockMs);
    }

    /**
     * What the networks that are allowed now make of a lock that was asked for before they were: it is lifted, if nothing
     * but their failures led to it.
     *
     * @param nowMs append time of the tick, milliseconds since the epoch
     */
    public Decision allow(AccountMemory memory, long nowMs) {
        AccountCommand lock = memory.lock();
        AlertCause alert = lock == null ? null : lock.request().alert();
        if (lock == null || alert == null || !policy.allows(alert.grounds().sources())) {
            return new Decision(memory, List.of());
        }
        AccountCommand lifted = unlockOfItself(
                lock,
                AccountCommand.ALLOWED_SUFFIX,
                Code.ALLOWED,
                "its sources are allowed now",
                AccountRequest.ALLOWLIST,
                nowMs);
        return new Decision(memory.apply(lifted, policy.decayMs()), List.of(lifted));
    }

    private static AccountCommand expired(AccountCommand lock, long nowMs) {
        return unlockOfItself(
                lock,
                AccountCommand.EXPIRED_SUFFIX,
                Code.EXPIRED,
                "the lock's time is over",
                AccountRequest.EXPIRY,
                nowMs);
    }

    /** What {@code respond} asks of itself and grants. */
    private static AccountCommand unlockOfItself(
            AccountCommand lock, String suffix, Code code, String reason, String principal, long nowMs) {
        String id = lock.id() + suffix;
        AccountRequest asked = lock.request();
        AccountRequest ofItself = new AccountRequest(
                id, asked.tenant(), asked.account(), AccountRequest.Action.UNLOCK, reason, principal, asked.alert());
        return new AccountCommand(id, Action.UNLOCK, code, ofItself, nowMs, 0, 0);
    }
}
