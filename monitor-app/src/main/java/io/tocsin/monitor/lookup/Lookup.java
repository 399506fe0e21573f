package io.tocsin.monitor.lookup;

import io.tocsin.monitor.config.LookupConfig;
import io.tocsin.monitor.web.WebRoute;
import io.tocsin.monitor.web.WebRoute.Pace;
import io.tocsin.monitor.web.WebServer;
import io.tocsin.monitor.web.WebTls;
import io.tocsin.monitor.wire.Topics;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** The running service: a follower of each topic, and a server that answers from what they have read. */
public final class Lookup implements AutoCloseable {
    private final LockedAccounts accounts;
    private final BlockedSources blocks;
    private final List<TopicFollower> followers;
    private final WebServer server;

    private Lookup(LockedAccounts accounts, BlockedSources blocks, List<TopicFollower> followers, WebServer server) {
        this.accounts = accounts;
        this.blocks = blocks;
        this.followers = followers;
        this.server = server;
    }

    /**
     * Starts to follow and to answer; the first answers are that the topics haven't been read yet.
     *
     * @param clientProperties how the cluster is reached
     * @param topics the names of the topics
     * @param accountOf the account that a name means
     * @param env the environment, where passwords and keys may be
     * @param clock by which a lock's or a block's time is over
     * @throws IOException if the address can't be bound, or a key store or key not be read; one sentence says why
     */
    public static Lookup start(
            Map<String, String> clientProperties,
            Topics topics,
            LookupConfig config,
            UnaryOperator<String> accountOf,
            Map<String, String> env,
            InstantSource clock)
            throws IOException {
        LockedAccounts accounts = new LockedAccounts();
        BlockedSources blocks = new BlockedSources();
        Bouncers bouncers = Bouncers.of(config.bouncers(), env);
        Optional<WebTls> tls = tls(config, env);
        LongSupplier nanoTime = System::nanoTime;
        List<WebRoute> routes = List.of(
                new WebRoute(
                        AccountQuery.PATH, Pace.QUICK, new AccountQuery(accounts, config, accountOf, clock, nanoTime)),
                new WebRoute(BlockListQuery.PATH, Pace.SLOW, new BlockListQuery(blocks, clock, nanoTime)),
                new WebRoute(
                        DecisionsQuery.PATH,
                        Pace.SLOW,
                        new DecisionsQuery(blocks, bouncers, tls.isPresent(), clock, nanoTime)));
        WebServer server = WebServer.start("lookup", config.address(), config.port(), tls, routes);
        // Each on its own: very many blocks, or a topic that can't be read, must not make account states old.
        List<TopicFollower> followers = List.of(
                TopicFollower.start(clientProperties, topics.accounts(), accounts),
                TopicFollower.start(clientProperties, topics.blocks(), blocks));
        return new Lookup(accounts, blocks, followers, server);
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

    /** How old what is known of accounts is; empty as long as the topic hasn't been read once. */
    public Optional<Duration> accountsAge() {
        return accounts.freshness().ageMs(System.nanoTime()).map(Duration::ofMillis);
    }

    /** How old what is known of blocked sources is; empty as long as the topic hasn't been read once. */
    public Optional<Duration> blocksAge() {
        return blocks.freshness().ageMs(System.nanoTime()).map(Duration::ofMillis);
    }

    /** Whether what is known is young enough to be told. */
    public boolean isCurrent() {
        long nowNs = System.nanoTime();
        return accounts.freshness().isCurrent(nowNs) && blocks.freshness().isCurrent(nowNs);
    }

    /** Whether Kafka can't be reached. */
    public boolean isFailing() {
        return followers.stream().anyMatch(TopicFollower::isFailing);
    }

    /** How many accounts are locked. */
    public int locked() {
        return accounts.size();
    }

    /** How many sources are blocked. */
    public int blocked() {
        return blocks.size();
    }

    /** How often a block was left out, as there were too many; since the topic was read from its beginning. */
    public int leftOut() {
        return blocks.leftOut();
    }

    @Override
    public void close() {
        server.close();
        followers.forEach(TopicFollower::askToStop);
        followers.forEach(TopicFollower::close);
    }
}
