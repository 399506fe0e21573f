package io.tocsin.monitor.cli;

import io.tocsin.monitor.config.Sources;
import io.tocsin.monitor.config.TocsinConfig;
import io.tocsin.monitor.wire.JsonStream;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tocsin scan}. */
@Command(
        name = "scan",
        description = {
            "Runs the rules over logs, without Kafka: every episode once, in its final form,",
            "as OCSF Detection Findings, one JSON object per line on standard output."
        },
        footer = {
            "%nExamples:",
            "  tocsin scan --format sshd --year 2017 auth.log > alerts.ndjson",
            "  tocsin scan --format ndjson --rules ./my-rules events-1.ndjson.gz events-2.ndjson.gz",
            "  tocsin scan --format combined '/var/log/nginx/access.log*'",
            "  tocsin scan --format json --rules ./sigma --logsource product=windows,category=process_creation \\",
            "      --time UtcTime sysmon.ndjson",
            "  journalctl -u ssh -o short | tocsin scan --format sshd --allowed-lateness 5s -"
        })
final class ScanCommand implements Callable<Integer> {
    @Mixin
    private final RuleOptions ruleOptions = new RuleOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final LogOptions log = new LogOptions();

    @Mixin
    private final JsonOptions json = new JsonOptions();

    private final Context context;

    ScanCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException {
        TocsinConfig settings = ruleOptions.config(context);
        Sources sources = settings.sources();
        if (log.isJson() && log.stream().isEmpty()) {
            JsonStream described = json.stream(context, ruleOptions, log.zone());
            log.read(described);
            sources = sources.and(described);
        } else {
            json.requireNone("are for --format json without --stream");
            log.stream()
                    .map(name -> JsonOptions.configured(settings.sources(), name))
                    .ifPresent(log::read);
        }
        log.format();
        log.settings(context);
        RuleSet rules = ruleOptions.compile(context, sources.logSources());
        ScanPass pass = log.allowedLateness().isPresent()
                ? stream(settings, rules, log.allowedLateness().get())
                : files(settings, rules, log.files(context));
        pass.summary();
        return ExitCode.DONE;
    }

    private ScanPass stream(TocsinConfig settings, RuleSet rules, Duration lateness) throws IOException {
        ScanPass pass = new ScanPass(context, log, output, context.terminal(), settings, rules);
        pass.stream(lateness);
        pass.finish();
        return pass;
    }

    /**
     * Goes through the files as if they were in order, and shows nothing until that is certain. Otherwise it begins anew and
     * sorts, which needs several times as long.
     */
    private ScanPass files(TocsinConfig settings, RuleSet rules, List<String> files) throws IOException {
        if (!files.contains(LogOptions.STDIN)) {
            try (HeldOutput held = HeldOutput.of(context.terminal())) {
                ScanPass hopeful = new ScanPass(context, log, output, held.terminal(), settings, rules);
                if (hopeful.wasInOrder(files)) {
                    hopeful.finish();
                    held.release();
                    return hopeful;
                }
            }
        }
        ScanPass sorting = new ScanPass(context, log, output, context.terminal(), settings, rules);
        sorting.sort(files);
        sorting.finish();
        return sorting;
    }
}
