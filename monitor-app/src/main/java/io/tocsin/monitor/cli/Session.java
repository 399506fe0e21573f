package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.RosterFiles;
import io.tocsin.monitor.app.Tocsin;
import io.tocsin.monitor.broker.BrokerException;
import io.tocsin.monitor.broker.KafkaAccess;
import io.tocsin.monitor.broker.TopicAdmin;
import io.tocsin.monitor.broker.TopicStatus;
import io.tocsin.monitor.config.BrokerConfig;
import io.tocsin.monitor.config.TocsinConfig;
import io.tocsin.monitor.wire.TopicSpec;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.roster.Roster;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One command's way to Kafka: the cluster, the embedded broker of a running process, or one for its own duration. */
final class Session implements AutoCloseable {
    private final TocsinConfig config;
    private final Roster roster;
    private final KafkaAccess access;

    private Session(TocsinConfig config, Roster roster, KafkaAccess access) {
        this.config = config;
        this.roster = roster;
        this.access = access;
    }

    /**
     * For a command that only reads: there is nothing to read where nothing ever ran.
     *
     * @throws CliException if no embedded broker has ever run on the data folder
     */
    static Session read(Context context, TocsinConfig config) throws IOException, InvalidDocumentException {
        requireRan(config);
        return start(context, config);
    }

    /**
     * For a command that must leave no trace.
     *
     * @throws CliException if no embedded broker has ever run on the data folder
     */
    static void requireRan(TocsinConfig config) {
        Optional<String> nothing = nothingRan(config);
        if (nothing.isPresent()) {
            throw CliException.foundWrong(nothing.get());
        }
    }

    /** Why there is nothing to be read; empty where an embedded broker has run before, or there is a cluster. */
    static Optional<String> nothingRan(TocsinConfig config) {
        return config.broker().isEmbedded() && !KafkaAccess.hasRun(config.dataFolder())
                ? Optional.of("nothing has run in the data folder " + config.dataFolder()
                        + " yet: './tocsin run' does, './tocsin demo' has a folder of its own")
                : Optional.empty();
    }

    /**
     * For a command that writes, too: topics that are missing are made where the broker is embedded.
     *
     * @throws CliException if a cluster's topics aren't fit for work: the cluster might make them as it likes; or if who runs
     *     the embedded broker lacks some
     */
    static Session write(Context context, TocsinConfig config) throws IOException, InvalidDocumentException {
        Session session = start(context, config);
        try {
            if (session.access.kind() == KafkaAccess.Kind.CLUSTER) {
                session.requireFit(TopicAdmin::verify);
            } else if (session.isShared()) {
                session.requireTopics();
            }
            return session;
        } catch (IOException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static Session start(Context context, TocsinConfig config) throws IOException, InvalidDocumentException {
        Roster roster = RosterFiles.load(config.roster());
        KafkaAccess access = open(config);
        Session session = new Session(config, roster, access);
        try {
            if (access.kind() == KafkaAccess.Kind.STARTED) {
                session.requireFit(TopicAdmin::createMissing);
                if (context.terminal().errIsTerminal()) {
                    context.terminal()
                            .say("(no 'tocsin run' is running on " + config.dataFolder()
                                    + ": the broker was started for this command alone)");
                }
            }
            return session;
        } catch (IOException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Opens without looking at anything else: for what looks at everything itself. */
    static KafkaAccess open(TocsinConfig config) throws IOException {
        return config.broker() instanceof BrokerConfig.Cluster cluster
                ? KafkaAccess.cluster(cluster.clientProperties())
                : KafkaAccess.join(config.dataFolder());
    }

    /** What is asked of the topics. */
    private interface Look {
        List<TopicStatus> at(TopicAdmin admin, List<TopicSpec> catalogue) throws BrokerException;
    }

    private void requireFit(Look look) throws IOException {
        try (TopicAdmin admin = new TopicAdmin(access.clientProperties())) {
            List<String> problems = TopicAdmin.problems(look.at(admin, Tocsin.catalogue(config, roster)));
            if (!problems.isEmpty()) {
                throw CliException.foundWrong(String.join("\n", problems));
            }
        }
    }

    /** Who runs may have been started before a source was configured. */
    private void requireTopics() throws IOException {
        try (TopicAdmin admin = new TopicAdmin(access.clientProperties())) {
            List<String> missing = admin.verify(Tocsin.catalogue(config, roster)).stream()
                    .filter(status -> status.state() == TopicStatus.State.MISSING)
                    .map(TopicStatus::name)
                    .toList();
            if (!missing.isEmpty()) {
                throw CliException.foundWrong(
                        "the 'tocsin run' that is running was started with another configuration: it"
                                + " has no topic " + String.join(", ", missing)
                                + "; stop it, and start it with this configuration");
            }
        }
    }

    Map<String, String> clientProperties() {
        return access.clientProperties();
    }

    Topics topics() {
        return config.topicNames();
    }

    Roster roster() {
        return roster;
    }

    /** Whether another process is there that may work on what this command writes. */
    boolean isShared() {
        return access.kind() != KafkaAccess.Kind.STARTED;
    }

    @Override
    public void close() {
        access.close();
    }
}
