package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.RosterFiles;
import io.tocsin.monitor.app.Tocsin;
import io.tocsin.monitor.broker.KafkaAccess;
import io.tocsin.monitor.broker.TopicAdmin;
import io.tocsin.monitor.config.BrokerConfig;
import io.tocsin.monitor.config.TocsinConfig;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.roster.Roster;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

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
     * @throws CliException if the data folder of the embedded broker doesn't exist
     */
    static Session read(Context context, TocsinConfig config) throws IOException, InvalidDocumentException {
        if (config.broker().isEmbedded() && !Files.isDirectory(config.dataFolder())) {
            throw CliException.foundWrong("there is no data folder " + config.dataFolder()
                    + " yet: './tocsin run' makes it, './tocsin demo' has one of its own");
        }
        return write(context, config);
    }

    /** For a command that writes, too: topics that are missing are made where the broker is embedded. */
    static Session write(Context context, TocsinConfig config) throws IOException, InvalidDocumentException {
        Roster roster = RosterFiles.load(config.roster());
        KafkaAccess access = open(config);
        Session session = new Session(config, roster, access);
        try {
            if (access.kind() == KafkaAccess.Kind.STARTED) {
                session.makeTopics();
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

    private void makeTopics() throws IOException {
        try (TopicAdmin admin = new TopicAdmin(access.clientProperties())) {
            List<String> problems = TopicAdmin.problems(admin.createMissing(Tocsin.catalogue(config, roster)));
            if (!problems.isEmpty()) {
                throw CliException.foundWrong(String.join("\n", problems));
            }
        }
    }

    Map<String, String> clientProperties() {
        return access.clientProperties();
    }

    Topics topics() {
        return new Topics(config.topicPrefix());
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
