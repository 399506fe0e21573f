package io.tocsin.monitor.cli;

import io.tocsin.monitor.config.TextFile;
import io.tocsin.monitor.wire.JsonEventCodec;
import io.tocsin.monitor.wire.JsonStream;
import io.tocsin.monitor.wire.RejectedEventException;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tocsin emit json}. */
@Command(
        name = "json",
        description = {
            "Events of a configured source. Those that say no time have the present one, in the source's field and form;",
            "those that say no id have one that none had before."
        },
        footer = {
            "%nExamples:",
            "  tocsin emit json --config tocsin.yml --stream windows '{\"Computer\": \"ws-1\", \"Image\": \"C:\\\\w.exe\"}'",
            "  tocsin emit json --config tocsin.yml --stream windows --times 5 events.ndjson"
        })
final class EmitJsonCommand implements Callable<Integer> {
    private static final String STDIN = "-";

    /** The most bytes of standard input. */
    private static final int MOST_BYTES = 16 << 20;

    @Mixin
    private final EmitOptions options = new EmitOptions();

    @Option(
            names = "--stream",
            required = true,
            paramLabel = "NAME",
            description = "The configured source (sources: in the configuration) whose events these are.")
    private String stream = "";

    @Parameters(
            paramLabel = "EVENT",
            description = "The events: a file with one JSON object a line, '-' for standard input, or the JSON itself.")
    private String event = "";

    private final Context context;

    EmitJsonCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        JsonStream configured = JsonOptions.configured(options.config(context).sources(), stream);
        return options.send(context, makers(new JsonEventCodec(configured)));
    }

    /** All events are looked at before the first is sent. */
    private List<EmitOptions.Maker> makers(JsonEventCodec codec) throws IOException, InvalidDocumentException {
        boolean isJson = event.stripLeading().startsWith("{");
        String file = isJson ? "EVENT" : event.equals(STDIN) ? "stdin" : event;
        // What stands on the command line may be laid out over several lines; a file has one object a line.
        List<String> lines = isJson ? List.of(event) : text().lines().toList();
        List<EmitOptions.Maker> makers = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            byte[] json = lines.get(i).getBytes(StandardCharsets.UTF_8);
            if (lines.get(i).isBlank()) {
                continue;
            }
            try {
                codec.decodeNew(
                        json,
                        new EventId(EventId.DEFAULT_TENANT, "check", "check"),
                        context.clock().millis());
            } catch (RejectedEventException e) {
                throw CliException.usage(file + ":" + (i + 1) + ": " + e.detail() + "; nothing was sent");
            }
            makers.add((id, timeMs) -> {
                try {
                    return codec.decodeNew(json, id, timeMs);
                } catch (RejectedEventException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        if (makers.isEmpty()) {
            throw CliException.usage(file + " has no event; one JSON object a line is expected");
        }
        return makers;
    }

    private String text() throws IOException {
        if (!event.equals(STDIN)) {
            return TextFile.read(context.folder().resolve(event));
        }
        byte[] bytes = context.input().stream().readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw CliException.usage("standard input has more than " + MOST_BYTES
                    + " bytes; 'tocsin import --format json' sends logs of any length");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
