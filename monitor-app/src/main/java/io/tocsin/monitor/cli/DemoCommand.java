package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.RosterFiles;
import io.tocsin.monitor.app.Tocsin;
import io.tocsin.monitor.config.BrokerConfig;
import io.tocsin.monitor.config.MailConfig;
import io.tocsin.monitor.config.TocsinConfig;
import io.tocsin.monitor.ingest.EventSender;
import io.tocsin.monitor.ingest.SendException;
import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.sigma.ShippedRules;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin demo}. */
@Command(
        name = "demo",
        description = {
            "Shows the main job within a minute: an embedded broker, normal traffic, three attacks,",
            "and what comes of them, read back from the topics and the maildir."
        },
        footer = {"%nExamples:", "  tocsin demo", "  tocsin demo --json 2> story.txt | jq .finding_info.title"})
final class DemoCommand implements Callable<Integer> {
    private static final Duration LONGEST_START = Duration.ofMinutes(2);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(45);
    private static final Duration TICK_INTERVAL = Duration.ofSeconds(1);
    private static final DateTimeFormatter RUN =
            DateTimeFormatter.ofPattern("HHmmss").withZone(ZoneOffset.UTC);

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(
            names = "--data-folder",
            paramLabel = "DIR",
            description = "Where its broker and its mails are. Default: ./tocsin-data/demo.")
    private @Nullable Path folder;

    private final Context context;
    private final Terminal terminal;

    DemoCommand(Context context) {
        this.context = context;
        this.terminal = context.terminal();
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException, InterruptedException, SendException {
        Path data =
                context.folder().resolve(folder == null ? BrokerConfig.DEFAULT_DATA_FOLDER.resolve("demo") : folder);
        TocsinConfig config =
                TocsinConfig.withoutFile(data).withTickInterval(TICK_INTERVAL).withoutOps();
        heading("Starting Kafka and all stages in this process (an embedded broker, not for production)");
        long startedNanos = System.nanoTime();
        try (Tocsin tocsin = Tocsin.start(
                config,
                ofTopic -> ShippedRules.load(),
                RosterFiles.load(Optional.empty()),
                context.env(),
                context.clock())) {
            tocsin.awaitRunning(LONGEST_START);
            line("running after " + seconds(startedNanos) + " s, data in " + data);
            return show(tocsin, config);
        }
    }

    private int show(Tocsin tocsin, TocsinConfig config) throws InterruptedException, SendException {
        long nowMs = context.clock().millis();
        DemoTraffic traffic = new DemoTraffic(RUN.format(context.clock().instant()), nowMs);
        Path mails = ((MailConfig.Maildir) config.mail().orElseThrow().transport())
                .folder()
                .resolve("new");
        try (DemoEvidence evidence = new DemoEvidence(tocsin.clientProperties(), tocsin.topics(), mails, traffic);
                EventSender sender = new EventSender(tocsin.clientProperties(), tocsin.topics())) {
            send(sender, traffic);
            long sentNanos = System.nanoTime();
            List<String> missing = await(evidence);
            report(evidence, tocsin, mails, sentNanos);
            if (!missing.isEmpty()) {
                throw CliException.foundWrong("the demonstration failed, this is missing after "
                        + LONGEST_WAIT.toSeconds() + " s:\n  " + String.join("\n  ", missing));
            }
        }
        next();
        return ExitCode.DONE;
    }

    private void send(EventSender sender, DemoTraffic traffic) throws SendException {
        heading("Normal traffic");
        List<SecurityEvent> normal = traffic.normal();
        sendAll(sender, normal);
        line(normal.size() + " events: logins with a mistyped password here and there, API calls, webhooks");
        heading("Three attacks");
        sendAll(sender, traffic.failedLogins());
        line(DemoTraffic.FAILED_LOGINS + " failed logins of the user " + traffic.user() + ", from "
                + DemoTraffic.FAILED_LOGINS + " addresses");
        sendAll(sender, traffic.apiErrors());
        line(DemoTraffic.API_ERRORS + " errors of the API client " + traffic.client() + ": 400, 404, 500, 503");
        sendAll(sender, traffic.suspiciousActivities());
        line(DemoTraffic.SUSPICIOUS_ACTIVITIES + " suspicious activities from " + traffic.actor()
                + ": bad and missing signatures, replays, an unlisted source, /admin");
    }

    private static void sendAll(EventSender sender, List<SecurityEvent> events) throws SendException {
        for (SecurityEvent event : events) {
            sender.send(event);
        }
        sender.flush();
    }

    /** Reads until everything is there or the time is over; what is missing then. */
    private static List<String> await(DemoEvidence evidence) throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (true) {
            evidence.read();
            List<String> missing = evidence.missing();
            if (missing.isEmpty() || System.nanoTime() - deadline > 0) {
                return missing;
            }
            Thread.sleep(100);
        }
    }

    private void report(DemoEvidence evidence, Tocsin tocsin, Path mails, long sentNanos) {
        heading("Thresholds crossed: alerts, read back from " + tocsin.topics().alerts());
        for (DemoEvidence.Attack attack : DemoEvidence.Attack.values()) {
            evidence.alert(attack).ifPresent(alert -> {
                line(AlertText.line(terminal, alert));
                if (output.isJson(terminal)) {
                    terminal.json(AlertCodec.encode(alert));
                }
            });
        }
        line("all there " + seconds(sentNanos) + " s after the last event was sent;"
                + " the same alerts for the roles that are told of medium and above:");
        DemoEvidence.TOLD_ROLES.forEach(role -> line("  " + tocsin.topics().alerts(role)));
        heading("The account");
        evidence.lock().ifPresent(this::lock);
        heading("The mails");
        long count = 0;
        for (DemoEvidence.Attack attack : DemoEvidence.Attack.values()) {
            count += evidence.alert(attack)
                    .map(alert -> evidence.mails(alert).size())
                    .orElse(0);
        }
        line(count + " mails, about the alerts and the lock, in " + mails);
        Path mail = evidence.aMail();
        if (mail != null) {
            line("one of them: " + mail);
        }
    }

    private void lock(AccountState state) {
        line(Terminal.printable(state.account()) + ": " + state.status() + ", " + state.meaning());
        line("until " + AlertText.time(state.lock().untilMs()) + ", because: "
                + Terminal.printable(state.lock().request().reason()));
    }

    private void next() {
        heading("What to try next");
        line("./tocsin run                                             start it, then in another terminal:");
        line("./tocsin emit login --user me --fail --times 5           attack yourself");
        line("./tocsin alerts --follow                                 watch the alerts");
        line("./tocsin accounts list                                   see the lock");
        line("./tocsin accounts unlock me --reason \"it was me\"         lift it");
        line("./tocsin scan --format sshd /var/log/auth.log            look for attacks in a log, without Kafka");
        line("./tocsin rules list                                      what is counted; docs/ says how to add a rule");
    }

    private void heading(String text) {
        terminal.say("");
        terminal.say(terminal.styled(Terminal.Style.BOLD, "== " + text));
    }

    private void line(String text) {
        terminal.say("   " + text);
    }

    private static String seconds(long sinceNanos) {
        return String.format(Locale.ROOT, "%.1f", (System.nanoTime() - sinceNanos) / 1e9);
    }
}
