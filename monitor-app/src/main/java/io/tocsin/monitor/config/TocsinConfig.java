package io.tocsin.monitor.config;

import io.tocsin.monitor.wire.TopicSettings;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.containment.ContainmentPolicy;
import io.tocsin.rules.detect.Assets;
import io.tocsin.rules.detect.IngestSettings;
import io.tocsin.rules.detect.TimeSettings;
import io.tocsin.rules.routing.PacingPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Everything that can be configured.
 *
 * @param broker which Kafka is used
 * @param dataFolder where the embedded broker and the stages keep their data
 * @param topicPrefix what every topic's name begins with; may be empty
 * @param topics how topics are made and kept; their number of partitions is fixed once they exist
 * @param instanceId unique among the processes that run the same stages, the same after a restart
 * @param tickInterval how often ticks are appended
 * @param rules files and folders of rules, {@link #SHIPPED_RULES} among them; never empty
 * @param valueLists files and folders of value lists that rules name; may be empty
 * @param sources the streams of events that rules look at
 * @param roster the roster's file; empty: the built-in one
 * @param detect how detection takes time
 * @param ingest what is made of each event before anything looks at it
 * @param respond how requests to lock accounts are decided
 * @param identity where account commands are carried out; empty: nowhere, they stand on their topic alone
 * @param pacing how many mails a mailbox is sent one by one
 * @param assets how critical the things are that rules group by
 * @param mail where mail goes; empty only where the stage {@code mail} doesn't run
 * @param ops where health and metrics are served; empty: nowhere
 * @param lookup where login services can ask for locks; empty: nowhere
 * @param stages what this process runs; never empty
 */
public record TocsinConfig(
        BrokerConfig broker,
        Path dataFolder,
        String topicPrefix,
        TopicSettings topics,
        String instanceId,
        Duration tickInterval,
        List<String> rules,
        List<String> valueLists,
        Sources sources,
        Optional<Path> roster,
        TimeSettings detect,
        IngestSettings ingest,
        ContainmentPolicy respond,
        Optional<IdentityConfig> identity,
        PacingPolicy pacing,
        Assets assets,
        Optional<MailConfig> mail,
        Optional<OpsConfig> ops,
        Optional<LookupConfig> lookup,
        Set<Stage> stages) {

    /** The word that stands for the rules that come with the program. */
    public static final String SHIPPED_RULES = "shipped";

    /** The longest interval between two ticks: a source counts as idle after 60 s of ticks. */
    public static final Duration LONGEST_TICK_INTERVAL = Duration.ofSeconds(30);

    /** The shortest interval between two ticks. */
    public static final Duration SHORTEST_TICK_INTERVAL = Duration.ofMillis(100);

    /** The ticks of a configuration that says nothing. */
    public static final Duration DEFAULT_TICK_INTERVAL = Duration.ofSeconds(10);

    /** Locks are asked for, for half an hour at first, and no account is spared. */
    public static final ContainmentPolicy DEFAULT_POLICY = ContainmentPolicy.of(
                    ContainmentPolicy.Mode.ENFORCE, Set.of(), 0)
            .withRootLike(ContainmentPolicy.DEFAULT_ROOT_LIKE);

    static final int MOST_PARTITIONS = 1_000;
    static final int MOST_REPLICAS = 9;
    static final String EMBEDDED_INSTANCE_ID = "embedded";

    /** What Kafka allows in the name of a topic; 100 characters leave room for what comes behind a prefix. */
    static final Pattern TOPIC_PREFIX = Pattern.compile("[A-Za-z0-9._-]{0,100}");

    static final Pattern INSTANCE_ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    public TocsinConfig {
        rules = List.copyOf(rules);
        valueLists = List.copyOf(valueLists);
        stages = Set.copyOf(stages);
        require(
                TOPIC_PREFIX.matcher(topicPrefix).matches(),
                "topic_prefix",
                topicPrefix,
                "up to 100 of A-Z a-z 0-9 . _ -");
        require(INSTANCE_ID.matcher(instanceId).matches(), "instance_id", instanceId, "1 to 100 of A-Z a-z 0-9 . _ -");
        require(!rules.isEmpty(), "rules", rules, "at least one file, folder or the word " + SHIPPED_RULES);
        require(!stages.isEmpty(), "stages", stages, "at least one of " + String.join(", ", Stage.labels()));
        Durations.requireBetween("tick_interval", tickInterval, SHORTEST_TICK_INTERVAL, LONGEST_TICK_INTERVAL);
        if (stages.contains(Stage.MAIL) && mail.isEmpty()) {
            throw new IllegalArgumentException("mail is missing; where the stage mail runs, maildir or smtp is needed");
        }
        if (stages.contains(Stage.ACCOUNT) && identity.isEmpty()) {
            throw new IllegalArgumentException(
                    "identity is missing; where the stage account runs, an identity provider is needed");
        }
    }

    private static void require(boolean isLegal, String key, Object value, String allowed) {
        if (!isLegal) {
            throw new IllegalArgumentException(key + " is '" + value + "'; allowed: " + allowed);
        }
    }

    /**
     * What holds where there is no configuration file at all: the embedded broker, mail into a folder.
     *
     * @param dataFolder where everything is kept
     */
    public static TocsinConfig withoutFile(Path dataFolder) {
        return new TocsinConfig(
                new BrokerConfig.Embedded(true),
                dataFolder,
                Topics.DEFAULT_PREFIX,
                TopicSettings.embedded(),
                EMBEDDED_INSTANCE_ID,
                DEFAULT_TICK_INTERVAL,
                List.of(SHIPPED_RULES),
                List.of(),
                Sources.OWN,
                Optional.empty(),
                TimeSettings.DEFAULT,
                IngestSettings.AS_SENT,
                DEFAULT_POLICY,
                Optional.empty(),
                PacingPolicy.DEFAULT,
                Assets.NONE,
                Optional.of(MailConfig.maildirUnder(dataFolder)),
                Optional.of(OpsConfig.DEFAULT),
                Optional.empty(),
                Stage.withoutProvider());
    }

    /** The names of the topics. */
    public Topics topicNames() {
        return new Topics(topicPrefix, sources.configured());
    }

    /** The same, running only these stages. */
    public TocsinConfig withStages(Set<Stage> wanted) {
        return new TocsinConfig(
                broker,
                dataFolder,
                topicPrefix,
                topics,
                instanceId,
                tickInterval,
                rules,
                valueLists,
                sources,
                roster,
                detect,
                ingest,
                respond,
                identity,
                pacing,
                assets,
                mail,
                ops,
                lookup,
                wanted);
    }

    /** The same with other ticks, for the demonstration and for tests. */
    public TocsinConfig withTickInterval(Duration interval) {
        return new TocsinConfig(
                broker,
                dataFolder,
                topicPrefix,
                topics,
                instanceId,
                interval,
                rules,
                valueLists,
                sources,
                roster,
                detect,
                ingest,
                respond,
                identity,
                pacing,
                assets,
                mail,
                ops,
                lookup,
                stages);
    }

    /** The same, serving neither health nor metrics. */
    public TocsinConfig withoutOps() {
        return new TocsinConfig(
                broker,
                dataFolder,
                topicPrefix,
                topics,
                instanceId,
                tickInterval,
                rules,
                valueLists,
                sources,
                roster,
                detect,
                ingest,
                respond,
                identity,
                pacing,
                assets,
                mail,
                Optional.empty(),
                lookup,
                stages);
    }
}
