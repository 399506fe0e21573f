package io.tocsin.monitor.lookup;

import io.tocsin.monitor.config.LookupConfig;
import io.tocsin.monitor.web.WebServer;
import io.tocsin.monitor.web.WebTls;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The running service: a follower of the topic, and a server that answers from what it has read. */
public final class Lookup implements AutoCloseable {
    private final LockedAccounts accounts;
    private final AccountsFollower follower;
    private final WebServer server;

    private Lookup(LockedAccounts accounts, AccountsFollower follower, WebServer server) {
        this.accounts = accounts;
        this.follower = follower;
        this.server = server;
    }

    /**
     * Starts to follow and to answer; the first answers are that the topic hasn't been read yet.
     *
     * @param clientProperties how the cluster is reached
     * @param topic {@code accounts}
     * @param accountOf the account that a name means
     * @param env the environment, where passwords may be
     * @param clock by which a lock's time is over
     * @throws IOException if the address can't be bound or a key store not be opened; one sentence says why
     */
    public static Lookup start(
            Map<String, String> clientProperties,
            String topic,
            LookupConfig config,
            UnaryOperator<String> accountOf,
            Map<String, String> env,
            InstantSource clock)
            throws IOException {
        LockedAccounts accounts = new LockedAccounts();
        AccountQuery query = new AccountQuery(accounts, config, accountOf, clock, System::nanoTime);
        WebServer server = WebServer.start("lookup", config.address(), config.port(), tls(config, env), query);
        return new Lookup(accounts, AccountsFollower.start(clientProperties, topic, accounts), server);
    }

    private static Optional<WebTls> tls(LookupConfig config, Map<String, String> env) throws IOException {
        if (config.tls().isEmpty()) {
            return Optional.empty();
        }
        LookupConfig.Tls tls = config.tls().get();
        return Optional.of(new WebTls(
                tls.keyStore(),
                tls.keyStorePassword().read(env),
                tls.trustStore(),
                tls.trustStorePassword().read(env)));
    }

    /** Where it answers. */
    public String url() {
        return server.url();
    }

    /** How old what is known is; empty as long as the topic hasn't been read once. */
    public Optional<Duration> age() {
        return accounts.ageNs(System.nanoTime()).map(Duration::ofNanos);
    }

    /** Whether what is known is young enough to be told. */
    public boolean isCurrent() {
        return age().filter(age -> age.toMillis() <= AccountQuery.LONGEST_AGE_MS)
                .isPresent();
    }

    /** Whether Kafka can't be reached. */
    public boolean isFailing() {
        return follower.isFailing();
    }

    /** How many accounts are locked. */
    public int locked() {
        return accounts.size();
    }

    @Override
    public void close() {
        server.close();
        follower.close();
    }
}
