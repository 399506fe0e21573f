package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.RosterFiles;
import io.tocsin.monitor.app.RuleFiles;
import io.tocsin.monitor.app.RuleSource;
import io.tocsin.monitor.app.Tocsin;
import io.tocsin.monitor.app.ValueListFiles;
import io.tocsin.monitor.config.BrokerConfig;
import io.tocsin.monitor.config.Stage;
import io.tocsin.monitor.config.TocsinConfig;
import io.tocsin.rules.roster.Roster;
import io.tocsin.rules.sigma.LogSources;
import io.tocsin.rules.sigma.RuleCompiler;
import io.tocsin.rules.sigma.RuleFile;
import io.tocsin.rules.sigma.ValueLists;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin run}. */
@Command(
        name = "run",
        description = {
            "Runs Tocsin until Ctrl-C or SIGTERM; a second signal ends it on the spot.",
            "Without a configuration file it starts an embedded broker, which is not for production."
        },
        footer = {
            "%nExamples:",
            "  tocsin run",
            "  tocsin run --config tocsin.yml",
            "  tocsin run --config tocsin.yml --stages detect,respond"
        })
final class RunCommand implements Callable<Integer> {
    private static final Duration TELL_EVERY = Duration.ofMinutes(1);

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--stages",
            split = ",",
            paramLabel = "STAGE",
            description = "Only these of ingest, detect, respond, account, notify, mail; overrides the configuration.")
    private List<String> stages = List.of();

    private final Context context;

    RunCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException, InterruptedException {
        Logging.level(context, "INFO");
        TocsinConfig wanted = config.read(context);
        TocsinConfig settings = stages.isEmpty() ? wanted : only(wanted, parse(stages));
        RuleSource rules = rules(settings);
        Roster roster = RosterFiles.load(settings.roster());
        banner(settings);
        StopSignal stop = context.stopSignal();
        try (Tocsin tocsin = Tocsin.start(settings, rules, roster, context.env(), context.clock())) {
            tocsin.opsUrl()
                    .ifPresent(
                            url -> context.terminal().say("Health and metrics: " + url + "/health, /ready, /metrics"));
            tocsin.lookupUrl().ifPresent(url -> {
                context.terminal().say("Account states: " + url + "/v1/account?account=NAME");
                context.terminal().say("Blocked sources: " + url + "/v1/blocks and " + url + "/v1/decisions/stream");
            });
            String[] death = new String[1];
            tocsin.death().thenAccept(reason -> {
                death[0] = reason;
                stop.ask();
            });
            List<String> unseen = settings.sources().unseen(tocsin.rules());
            if (settings.stages().contains(Stage.DETECT) && !unseen.isEmpty()) {
                context.terminal().say(unseen(unseen));
            }
            if (awaitRunning(tocsin, stop)) {
                context.terminal()
                        .say("Running: " + tocsin.rules().correlations().size() + " rules, rule set "
                                + tocsin.rules().hash().substring(0, 12) + ". Ctrl-C stops it.");
                stop.await();
            }
            if (death[0] != null) {
                throw CliException.foundWrong(death[0] + "; the log above says why");
            }
            context.terminal().say("Stopping…");
        } finally {
            stop.done();
        }
        return ExitCode.DONE;
    }

    /** Says that nothing comes of these sources. */
    static String unseen(List<String> labels) {
        return "no rule looks at the events of " + String.join(", ", labels) + ": none will alert; add rules with their"
                + " logsource, or take them out of `sources`";
    }

    /** What is wrong with the files is told before anything is started, whatever lists the topic may hold. */
    private RuleSource rules(TocsinConfig settings) throws InvalidDocumentException, IOException {
        List<RuleFile> files = new RuleFiles(context.folder(), settings.rules()).rules();
        ValueLists lists = ValueListFiles.read(context.folder(), settings.valueLists());
        LogSources sources = settings.sources().logSources();
        RuleCompiler.compile(files, sources, lists.orEmpty(files));
        return ofTopic -> RuleCompiler.compile(files, sources, lists.and(ofTopic));
    }

    /**
     * Waits as long as it takes: the stores of a long history are read back for hours, and a stage that fails dies. A stop
     * that is asked for meanwhile doesn't wait.
     */
    private boolean awaitRunning(Tocsin tocsin, StopSignal stop) throws InterruptedException {
        long saidAtNs = System.nanoTime();
        while (!stop.isAsked() && !tocsin.isRunning()) {
            if (System.nanoTime() - saidAtNs > TELL_EVERY.toNanos()) {
                saidAtNs = System.nanoTime();
                context.terminal().say("Still starting: the stages read their state back from Kafka.");
            }
            stop.await(Duration.ofMillis(50));
        }
        return !stop.isAsked();
    }

    private void banner(TocsinConfig settings) {
        Terminal terminal = context.terminal();
        if (settings.broker() instanceof BrokerConfig.Embedded embedded) {
            String why = embedded.impliedByNoFile() ? "No configuration file: the" : "The";
            terminal.say(terminal.styled(
                    Terminal.Style.BOLD,
                    why + " broker is embedded, with its data in " + settings.dataFolder()
                            + ". One copy on one disk: not for production."));
        }
    }

    private static TocsinConfig only(TocsinConfig wanted, Set<Stage> stages) {
        try {
            return wanted.withStages(stages);
        } catch (IllegalArgumentException e) {
            throw CliException.usage("--stages: " + e.getMessage());
        }
    }

    private static Set<Stage> parse(List<String> labels) {
        Set<Stage> parsed = EnumSet.noneOf(Stage.class);
        for (String label : labels) {
            parsed.add(Stage.of(label)
                    .orElseThrow(() -> CliException.usage("--stages holds '" + Terminal.printable(label)
                            + "'; known stages are " + String.join(", ", Stage.labels()))));
        }
        return parsed;
    }
}
