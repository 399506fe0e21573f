package io.tocsin.monitor.app;

import io.tocsin.monitor.account.AccountSettings;
import io.tocsin.monitor.account.AccountStage;
import io.tocsin.monitor.account.RetryPolicy;
import io.tocsin.monitor.broker.BrokerException;
import io.tocsin.monitor.broker.KafkaAccess;
import io.tocsin.monitor.broker.TopicAdmin;
import io.tocsin.monitor.broker.TopicStatus;
import io.tocsin.monitor.config.BrokerConfig;
import io.tocsin.monitor.config.IdentityConfig;
import io.tocsin.monitor.config.MailConfig;
import io.tocsin.monitor.config.Stage;
import io.tocsin.monitor.config.TocsinConfig;
import io.tocsin.monitor.detect.DetectSettings;
import io.tocsin.monitor.detect.DetectTopology;
import io.tocsin.monitor.ingest.Ticker;
import io.tocsin.monitor.lookup.Lookup;
import io.tocsin.monitor.mail.MailIdentity;
import io.tocsin.monitor.mail.MailSender;
import io.tocsin.monitor.mail.MailSettings;
import io.tocsin.monitor.mail.MailStatus;
import io.tocsin.monitor.notify.NotifyTopology;
import io.tocsin.monitor.respond.RespondTopology;
import io.tocsin.monitor.wire.TopicCatalogue;
import io.tocsin.monitor.wire.TopicSpec;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.monitor.worker.Backoff;
import io.tocsin.rules.roster.Role;
import io.tocsin.rules.roster.Roster;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running program: everything that a configuration asks for, started in order and stopped in reverse. */
public final class Tocsin implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tocsin.class);

    private static final int SHOWN_OF_HASH = 12;

    private final TocsinConfig config;
    private final Topics topics;
    private final RuleSet rules;
    private final Roster roster;
    private final InstantSource clock;
    private final Closers closers;
    private final Operations operations;
    private final List<StageApplication> applications = new ArrayList<>();
    private final CompletableFuture<String> death = new CompletableFuture<>();
    private final KafkaAccess access;
    private @Nullable MailSender mail;
    private @Nullable Lookup lookup;

    private Tocsin(
            TocsinConfig config,
            RuleSet rules,
            Roster roster,
            InstantSource clock,
            Closers closers,
            Operations operations,
            KafkaAccess access) {
        this.config = config;
        this.topics = config.topicNames();
        this.rules = rules;
        this.roster = roster;
        this.clock = clock;
        this.closers = closers;
        this.operations = operations;
        this.access = access;
    }

    /**
     * Starts everything; what was started is stopped again if something can't be.
     *
     * @param rules what detection looks for, made once the lists of the topic {@code value-lists} are known
     * @param roster who is told
     * @param env the environment, where secrets may be
     * @param clock the time at the edges: ticks, mail
     * @throws IOException if Kafka, a topic or the mail transport isn't fit for work; one sentence says why
     * @throws InvalidDocumentException if the value lists of the topic, or the rules with them, can't be used
     */
    public static Tocsin start(
            TocsinConfig config, RuleSource rules, Roster roster, Map<String, String> env, InstantSource clock)
            throws IOException, InvalidDocumentException {
        Closers closers = new Closers();
        try {
            Operations operations = closers.add("health and metrics", Operations.start(config.ops()));
            KafkaAccess access = closers.add("broker", open(config));
            operations.vitals().watchBroker(access.clientProperties());
            prepareTopics(config, roster, access);
            RuleSet compiled = rules.with(ValueListTopic.read(
                    access.clientProperties(), config.topicNames().valueLists()));
            Tocsin tocsin = new Tocsin(config, compiled, roster, clock, closers, operations, access);
            tocsin.watchProcess();
            tocsin.prepareState();
            tocsin.startLookup(env);
            tocsin.startMail(env);
            tocsin.startAccounts(env);
            tocsin.startStage(Stage.NOTIFY, NotifyTopology.of(tocsin.topics, roster, config.pacing()));
            tocsin.startStage(
                    Stage.RESPOND,
                    RespondTopology.of(
                            tocsin.topics,
                            config.respond(),
                            roster,
                            config.identity().isPresent()));
            tocsin.startStage(
                    Stage.DETECT,
                    DetectTopology.of(new DetectSettings(
                            tocsin.topics,
                            config.topics().partitions(),
                            compiled,
                            roster,
                            config.assets(),
                            config.detect(),
                            config.ingest())));
            tocsin.startTicker();
            operations.vitals().started();
            return tocsin;
        } catch (IOException | InvalidDocumentException | RuntimeException e) {
            closers.close();
            throw e;
        }
    }

    private static KafkaAccess open(TocsinConfig config) throws BrokerException {
        return config.broker() instanceof BrokerConfig.Cluster cluster
                ? KafkaAccess.cluster(cluster.clientProperties())
                : KafkaAccess.start(config.dataFolder());
    }

    private void watchProcess() {
        operations.meters().ifPresent(meters -> {
            meters.process(operations.vitals(), config.dataFolder());
            meters.rules(
                    rules.hash().substring(0, SHOWN_OF_HASH),
                    rules.correlations().size());
        });
        access.fault().thenAccept(fault -> died("the embedded broker died: " + fault.getMessage()));
    }

    /** Streams stops when a source topic is missing, and counts wrongly when one has other partitions. */
    private static void prepareTopics(TocsinConfig config, Roster roster, KafkaAccess access) throws BrokerException {
        List<TopicSpec> catalogue = catalogue(config, roster);
        try (TopicAdmin admin = new TopicAdmin(access.clientProperties())) {
            List<TopicStatus> statuses = access.isEmbedded() ? admin.createMissing(catalogue) : admin.verify(catalogue);
            List<String> problems = TopicAdmin.problems(statuses);
            if (!problems.isEmpty()) {
                throw new BrokerException(String.join("\n", problems));
            }
        }
    }

    /** On a cluster others may have worked meanwhile, or be at it; the embedded broker's data folder has one process. */
    private void prepareState() throws IOException {
        if (access.isEmbedded()) {
            return;
        }
        for (Stage stage : config.stages()) {
            if (stage.isTopology()) {
                String applicationId = StreamsProperties.applicationId(config.topicPrefix(), stage);
                Path folder = stateFolder().resolve(applicationId);
                InstanceCheck.requireFree(access.clientProperties(), applicationId, config.instanceId(), folder);
                StateFolder.deleteOutdated(folder, clock.millis());
            }
        }
    }

    private Path stateFolder() {
        return config.dataFolder().resolve("state");
    }

    /** The topics that a configuration and a roster need. */
    public static List<TopicSpec> catalogue(TocsinConfig config, Roster roster) {
        return TopicCatalogue.of(
                config.topicNames(), roster.roles().stream().map(Role::id).toList(), config.topics());
    }

    /** The name of a stage's consumer group. */
    public static String group(TocsinConfig config, Stage stage) {
        return stage.isTopology()
                ? StreamsProperties.applicationId(config.topicPrefix(), stage)
                : config.topicPrefix() + stage.label();
    }

    private void startMail(Map<String, String> env) throws IOException {
        if (!config.stages().contains(Stage.MAIL)) {
            return;
        }
        MailConfig settings = config.mail().orElseThrow();
        MailIdentity identity = MailIdentity.of(settings.from());
        MailSender sender = closers.add(
                "mail",
                MailSender.start(
                        MailSettings.of(topics, access.clientProperties(), config.instanceId(), identity),
                        MailTransports.of(settings, identity, env),
                        clock,
                        reason -> died("stage mail stopped: " + reason)));
        mail = sender;
        operations.vitals().watchMail(sender::status, sender::sinceTurn);
        operations.meters().ifPresent(meters -> meters.mail(sender::status, sender::kafkaMetrics));
    }

    private void startLookup(Map<String, String> env) throws IOException {
        if (config.lookup().isEmpty()) {
            return;
        }
        Lookup started = closers.add(
                "lookup",
                Lookup.start(
                        access.clientProperties(),
                        topics,
                        config.lookup().get(),
                        config.ingest()::account,
                        env,
                        clock));
        lookup = started;
        operations.vitals().watchLookup(started::isCurrent);
        operations.meters().ifPresent(meters -> meters.lookup(started));
    }

    private void startAccounts(Map<String, String> env) throws IOException {
        if (!config.stages().contains(Stage.ACCOUNT)) {
            return;
        }
        IdentityConfig identity = config.identity().orElseThrow();
        IdentityConfig.Limits limits = identity.limits();
        RetryPolicy retry = RetryPolicy.of(
                new Backoff(limits.firstWait().toMillis(), limits.longestWait().toMillis()));
        AccountStage stage = closers.add(
                "account",
                AccountStage.start(
                        AccountSettings.of(
                                topics, access.clientProperties(), config.instanceId(), limits.workers(), retry),
                        IdentityProviders.of(identity, env, clock),
                        clock,
                        reason -> died("stage account stopped: " + reason)));
        operations.vitals().watchAccounts(stage::status, stage::sinceTurn);
        operations.meters().ifPresent(meters -> meters.accounts(stage::status, stage::kafkaMetrics));
    }

    private void startStage(Stage stage, Topology topology) {
        if (!config.stages().contains(stage)) {
            return;
        }
        StageApplication application = new StageApplication(
                stage,
                topology,
                StreamsProperties.of(
                        stage,
                        access.clientProperties(),
                        StreamsProperties.applicationId(config.topicPrefix(), stage),
                        config.instanceId(),
                        stateFolder(),
                        access.isEmbedded()),
                clock,
                this::died);
        applications.add(closers.add("stage " + stage.label(), application));
        operations.vitals().watch(application);
        operations.meters().ifPresent(meters -> meters.streams(application));
        application.start();
    }

    private void startTicker() {
        if (config.stages().contains(Stage.INGEST)) {
            Ticker ticker = closers.add(
                    "ticks", Ticker.start(access.clientProperties(), tickedTopics(), config.tickInterval()));
            operations.vitals().watchTicks(ticker::isFailing);
            operations.meters().ifPresent(meters -> meters.ticks(ticker::isFailing));
        }
    }

    /** Whose readers wait for time to pass. */
    private List<String> tickedTopics() {
        List<String> ticked = new ArrayList<>(topics.events());
        ticked.add(topics.accountRequests());
        ticked.add(topics.accountCommandResults());
        ticked.add(topics.notices());
        return ticked;
    }

    private void died(String reason) {
        if (death.complete(reason)) {
            operations.vitals().died(reason);
            LOG.error("Tocsin can't go on: {}", reason);
        }
    }

    /**
     * Waits until every stage of this process has its partitions and its state.
     *
     * @throws IllegalStateException if one died instead, or the time was over
     */
    public void awaitRunning(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (StageApplication application : applications) {
            application.awaitRunning(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
    }

    /** Whether every stage of this process has its partitions and its state. */
    public boolean isRunning() {
        return applications.stream().allMatch(StageApplication::isRunning);
    }

    /** Completes with the reason when a part died that was not asked to stop; the process should end then. */
    public CompletionStage<String> death() {
        return death.minimalCompletionStage();
    }

    /** How clients reach the broker that this process uses. */
    public Map<String, String> clientProperties() {
        return access.clientProperties();
    }

    /** Where health, readiness and metrics are served; empty if nowhere. */
    public Optional<String> opsUrl() {
        return operations.url();
    }

    /** Where login services can ask for locks, and gateways for blocks; empty if nowhere. */
    public Optional<String> lookupUrl() {
        return Optional.ofNullable(lookup).map(Lookup::url);
    }

    /** The names of the topics. */
    public Topics topics() {
        return topics;
    }

    /** What detection looks for; their hash stands on every alert. */
    public RuleSet rules() {
        return rules;
    }

    /** Who is told. */
    public Roster roster() {
        return roster;
    }

    /** How the mail stage is, where it runs in this process. */
    public Optional<MailStatus> mailStatus() {
        return Optional.ofNullable(mail).map(MailSender::status);
    }

    /** Stops everything in reverse, each part in bounded time. A second call does nothing. */
    @Override
    public void close() {
        closers.close();
    }
}
