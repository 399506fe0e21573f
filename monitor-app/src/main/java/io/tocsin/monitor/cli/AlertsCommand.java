package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.TopicReader;
import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.rules.roster.Role;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tocsin alerts}. */
@Command(
        name = "alerts",
        description = "Shows the alerts, oldest first within a partition.",
        footer = {
            "%nExamples:",
            "  tocsin alerts --from 1h",
            "  tocsin alerts --role technical-lead --follow",
            "  tocsin alerts --json | jq -r .finding_info.uid"
        })
final class AlertsCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(names = "--role", paramLabel = "ROLE", description = "Those that this role of the roster is told of.")
    private @Nullable String role;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Those published since: a time such as 2026-01-31T08:00:00Z, or how long ago, such as 15m.")
    private @Nullable String from;

    @Option(names = "--follow", description = "Go on with what comes, until Ctrl-C.")
    private boolean isFollowing;

    private final Context context;

    AlertsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InvalidDocumentException {
        StopSignal stop = context.stopSignal();
        try (Session session = Session.read(context, config.read(context));
                TopicReader reader = new TopicReader(session.clientProperties(), topic(session))) {
            String since = from;
            if (since != null) {
                reader.from(TimeOption.parse("--from", since, context.clock()));
            }
            long[] shown = {0};
            TopicReader.Visitor visitor = record -> {
                show(record);
                shown[0]++;
                // A reader that went away, such as head, has enough.
                return !stop.isAsked() && !context.terminal().out().checkError();
            };
            if (isFollowing) {
                reader.follow(stop::isAsked, visitor);
            } else {
                reader.readToEnd(visitor);
            }
            if (shown[0] == 0) {
                context.terminal().say("No alerts on " + reader.topic() + (since == null ? "." : " since then."));
            }
            return ExitCode.DONE;
        } finally {
            stop.done();
        }
    }

    private String topic(Session session) {
        String wanted = role;
        if (wanted == null) {
            return session.topics().alerts();
        }
        List<String> known = session.roster().roles().stream().map(Role::id).toList();
        if (!known.contains(wanted)) {
            throw CliException.usage(
                    "--role is '" + Terminal.printable(wanted) + "'; the roster has " + String.join(", ", known));
        }
        return session.topics().alerts(wanted);
    }

    private void show(ConsumerRecord<byte[], byte[]> record) {
        Terminal terminal = context.terminal();
        if (output.isJson(terminal)) {
            terminal.json(record.value());
            return;
        }
        try {
            terminal.out().println(AlertText.line(terminal, AlertCodec.decode(record.value())));
        } catch (MalformedRecordException e) {
            terminal.say("Offset " + record.offset() + " of partition " + record.partition() + " is no alert: "
                    + e.getMessage());
        }
    }
}
