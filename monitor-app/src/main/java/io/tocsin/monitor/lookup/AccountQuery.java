package io.tocsin.monitor.lookup;

import io.tocsin.monitor.config.LookupConfig;
import io.tocsin.monitor.web.WebAnswer;
import io.tocsin.monitor.web.WebRequest;
import io.tocsin.monitor.wire.AccountAnswerCodec;
import io.tocsin.rules.event.EventId;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Answers {@code GET /v1/account?account=alice&tenant=default}. What is older than {@link Freshness#LONGEST_AGE_MS} is no
 * answer: a lock, or its end, may be missing.
 */
final class AccountQuery implements Function<WebRequest, WebAnswer> {

    static final String PATH = "/v1/account";
    private static final String ACCOUNT = "account";
    private static final String TENANT = "tenant";

    private static final int OK = 200;

    private final LockedAccounts accounts;
    private final LookupConfig config;
    private final UnaryOperator<String> accountOf;
    private final InstantSource clock;
    private final LongSupplier nanoTime;

    /**
     * A query.
     *
     * @param accountOf the account that a name means
     * @param clock by which a lock's time is over
     * @param nanoTime by which what is known gets old
     */
    AccountQuery(
            LockedAccounts accounts,
            LookupConfig config,
            UnaryOperator<String> accountOf,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.accounts = accounts;
        this.config = config;
        this.accountOf = accountOf;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    @Override
    public WebAnswer apply(WebRequest request) {
        Map<String, List<String>> parameters = request.parameters();
        List<String> names = parameters.getOrDefault(ACCOUNT, List.of());
        List<String> tenants = parameters.getOrDefault(TENANT, List.of(EventId.DEFAULT_TENANT));
        if (names.size() != 1 || tenants.size() != 1 || !isKnown(parameters)) {
            return Answers.badRequest(
                    "`account` is needed once, `tenant` may be given once, and there is nothing else");
        }
        return answer(tenants.get(0), accountOf.apply(names.get(0)));
    }

    private static boolean isKnown(Map<String, List<String>> parameters) {
        return parameters.keySet().stream().allMatch(name -> name.equals(ACCOUNT) || name.equals(TENANT));
    }

    private WebAnswer answer(String tenant, String account) {
        // First the age, then the state: what comes in between makes the answer younger than it says.
        Optional<Long> ageMs = accounts.freshness().ageMs(nanoTime.getAsLong());
        if (ageMs.isEmpty() || ageMs.get() > Freshness.LONGEST_AGE_MS) {
            return Answers.stale(ageMs, config.onFailure(tenant).label());
        }
        LockedAccounts.Located found = accounts.find(tenant, account);
        if (!accounts.freshness().isCurrent(nanoTime.getAsLong())) {
            // It was begun anew in between: what isn't there yet may be locked.
            return Answers.stale(Optional.empty(), config.onFailure(tenant).label());
        }
        return WebAnswer.json(
                OK,
                found == null
                        ? AccountAnswerCodec.notLocked(tenant, account, ageMs.get())
                        : AccountAnswerCodec.locked(
                                found.state(),
                                found.state().lock().untilMs() > clock.millis(),
                                found.partition(),
                                found.offset(),
                                ageMs.get()));
    }
}
