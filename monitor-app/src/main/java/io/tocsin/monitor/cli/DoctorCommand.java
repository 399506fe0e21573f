package io.tocsin.monitor.cli;

import io.tocsin.monitor.account.IdentityProvider;
import io.tocsin.monitor.app.GroupLag;
import io.tocsin.monitor.app.IdentityProviders;
import io.tocsin.monitor.app.MailTransports;
import io.tocsin.monitor.app.RosterFiles;
import io.tocsin.monitor.app.RuleFiles;
import io.tocsin.monitor.app.Tocsin;
import io.tocsin.monitor.app.ValueListFiles;
import io.tocsin.monitor.broker.KafkaAccess;
import io.tocsin.monitor.broker.TopicAdmin;
import io.tocsin.monitor.broker.TopicStatus;
import io.tocsin.monitor.config.BrokerConfig;
import io.tocsin.monitor.config.IdentityConfig;
import io.tocsin.monitor.config.MailConfig;
import io.tocsin.monitor.config.Sources;
import io.tocsin.monitor.config.Stage;
import io.tocsin.monitor.config.TocsinConfig;
import io.tocsin.monitor.mail.MailTransport;
import io.tocsin.monitor.wire.ClientKind;
import io.tocsin.rules.roster.Role;
import io.tocsin.rules.roster.Roster;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.sigma.ValueLists;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tocsin doctor}. */
@Command(
        name = "doctor",
        description = "Says what is configured, what can be reached, and which stage is behind.",
        footer = {"%nExamples:", "  tocsin doctor", "  tocsin doctor --config tocsin.yml --json"})
final class DoctorCommand implements Callable<Integer> {
    private static final int KAFKA_TIMEOUT_MS = 10_000;
    private static final long LAG_TO_WARN = 10_000;

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    private final Context context;
    private final Findings findings = new Findings();

    DoctorCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException, InterruptedException {
        TocsinConfig settings = config.read(context);
        configuration(settings);
        rules(settings);
        Optional<Roster> roster = roster(settings);
        if (settings.stages().contains(Stage.MAIL)) {
            settings.mail().ifPresent(this::mail);
        }
        if (settings.stages().contains(Stage.ACCOUNT)) {
            identity(settings.identity().orElseThrow());
        }
        if (roster.isPresent()) {
            kafka(settings, roster.get());
        }
        findings.print(context.terminal(), output.isJson(context.terminal()));
        return findings.isAnythingWrong() ? ExitCode.FOUND_WRONG : ExitCode.DONE;
    }

    private void configuration(TocsinConfig settings) {
        if (settings.broker() instanceof BrokerConfig.Embedded embedded) {
            findings.warn(
                    "configuration",
                    (embedded.impliedByNoFile() ? "no file: " : "") + "embedded broker, data in "
                            + settings.dataFolder() + ", not for production");
        } else {
            findings.ok("configuration", "cluster, instance " + settings.instanceId());
        }
    }

    private void rules(TocsinConfig settings) {
        try {
            RuleFiles files = new RuleFiles(context.folder(), settings.rules());
            ValueLists lists = ValueListFiles.read(context.folder(), settings.valueLists());
            ValueLists all = lists.orEmpty(files.rules());
            RuleSet rules = files.compile(settings.sources().logSources(), all);
            List<String> ofTopic = all.byName().keySet().stream()
                    .filter(name -> !lists.byName().containsKey(name))
                    .toList();
            findings.ok(
                    "rules",
                    rules.correlations().size() + " rules, "
                            + (ofTopic.isEmpty()
                                    ? "rule set " + rules.hash().substring(0, 12)
                                    : "which need these lists on the topic: " + String.join(", ", ofTopic)));
            sources(settings.sources(), rules);
        } catch (IOException | InvalidDocumentException e) {
            findings.wrong("rules", String.valueOf(e.getMessage()));
        }
    }

    private void sources(Sources sources, RuleSet rules) {
        List<String> unseen = sources.unseen(rules);
        if (!unseen.isEmpty()) {
            findings.warn("sources", RunCommand.unseen(unseen));
        } else if (!sources.configured().isEmpty()) {
            findings.ok("sources", sources.configured().size() + " configured, each with rules that look at it");
        }
    }

    private Optional<Roster> roster(TocsinConfig settings) {
        try {
            Roster roster = RosterFiles.load(settings.roster());
            List<String> silent = roster.roles().stream()
                    .filter(role -> role.emails().isEmpty())
                    .map(Role::id)
                    .toList();
            if (settings.roster().isEmpty()) {
                findings.warn("roster", "built-in, with example addresses: nobody of yours gets mail");
            } else if (silent.isEmpty()) {
                findings.ok("roster", roster.roles().size() + " roles");
            } else {
                findings.warn("roster", "no mailbox for " + String.join(", ", silent));
            }
            return Optional.of(roster);
        } catch (IOException | InvalidDocumentException e) {
            findings.wrong("roster", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void mail(MailConfig settings) {
        try (MailTransport transport = MailTransports.of(settings, context.env())) {
            Optional<String> problem = transport.problem();
            problem.ifPresentOrElse(
                    sentence -> findings.wrong("mail", sentence),
                    () -> findings.ok("mail", describe(settings.transport())));
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            findings.wrong("mail", describe(settings.transport()) + ": " + e.getMessage());
        }
    }

    private static String describe(MailConfig.Transport transport) {
        return transport instanceof MailConfig.Smtp smtp
                ? "SMTP " + smtp.host() + ":" + smtp.port() + ", " + smtp.tls().label()
                : "maildir " + ((MailConfig.Maildir) transport).folder();
    }

    private void identity(IdentityConfig settings) throws InterruptedException {
        String what =
                settings.provider().name() + " at " + settings.provider().url().base();
        try (IdentityProvider provider = IdentityProviders.of(settings, context.env(), context.clock())) {
            Optional<String> problem = IdentityProviders.problem(provider);
            problem.ifPresentOrElse(
                    sentence -> findings.wrong("identity", what + ": " + sentence),
                    () -> findings.ok("identity", what + ", accounts can be read"));
        } catch (IOException e) {
            findings.wrong("identity", what + ": " + e.getMessage());
        }
    }

    private void kafka(TocsinConfig settings, Roster roster) throws InterruptedException {
        Optional<String> nothing = Session.nothingRan(settings);
        if (nothing.isPresent()) {
            findings.wrong("kafka", nothing.get());
            return;
        }
        try (KafkaAccess access = Session.open(settings)) {
            try (Admin admin = Admin.create(
                    ClientKind.ADMIN.impatient(access.clientProperties(), KAFKA_TIMEOUT_MS, KAFKA_TIMEOUT_MS))) {
                int nodes = admin.describeCluster()
                        .nodes()
                        .get(KAFKA_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                        .size();
                findings.ok("kafka", describe(access, nodes));
                topics(access, settings, roster);
                stages(admin, settings, access.kind() != KafkaAccess.Kind.STARTED);
            }
        } catch (TimeoutException e) {
            findings.wrong("kafka", "doesn't answer within " + KAFKA_TIMEOUT_MS / 1_000 + " s");
        } catch (IOException | KafkaException e) {
            findings.wrong("kafka", "can't be reached: " + e.getMessage());
        } catch (ExecutionException e) {
            findings.wrong(
                    "kafka",
                    "can't be reached: " + Objects.requireNonNull(e.getCause()).getMessage());
        }
    }

    private static String describe(KafkaAccess access, int nodes) {
        return switch (access.kind()) {
            case STARTED -> "embedded, started for this command alone: no 'tocsin run' is running";
            case JOINED ->
                "embedded, of a running 'tocsin run', "
                        + access.clientProperties().get(BrokerConfig.BOOTSTRAP_SERVERS);
            case CLUSTER ->
                nodes
                        + (nodes == 1 ? " broker, " : " brokers, ")
                        + access.clientProperties().get(BrokerConfig.BOOTSTRAP_SERVERS);
        };
    }

    private void topics(KafkaAccess access, TocsinConfig settings, Roster roster) throws IOException {
        try (TopicAdmin admin = new TopicAdmin(access.clientProperties())) {
            List<TopicStatus> statuses = admin.verify(Tocsin.catalogue(settings, roster));
            List<String> problems = TopicAdmin.problems(statuses);
            if (problems.isEmpty()) {
                findings.ok("topics", statuses.size() + " topics, fit for work");
            } else {
                findings.wrong("topics", problems.size() + " unfit: " + problems.get(0));
            }
        }
    }

    private void stages(Admin admin, TocsinConfig settings, boolean isAnybodyThere) throws InterruptedException {
        for (Stage stage : Stage.values()) {
            if (stage == Stage.INGEST || !settings.stages().contains(stage)) {
                continue;
            }
            String what = "stage " + stage.label();
            GroupLag lag = GroupLag.of(admin, Tocsin.group(settings, stage));
            // Transactions' markers count as records: a reader of everything can seem one behind in each partition.
            String behind = "at most " + lag.lag() + " records behind";
            if (lag.members() == 0 || !isAnybodyThere) {
                // Members of a broker that has just been started are those that it remembers.
                findings.wrong(what, "not running, " + behind);
            } else if (lag.lag() > LAG_TO_WARN) {
                findings.warn(what, "running, " + behind);
            } else {
                findings.ok(what, "running, " + behind);
            }
        }
    }
}
