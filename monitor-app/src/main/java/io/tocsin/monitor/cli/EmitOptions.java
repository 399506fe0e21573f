package io.tocsin.monitor.cli;

import io.tocsin.monitor.config.TocsinConfig;
import io.tocsin.monitor.ingest.EventSender;
import io.tocsin.monitor.ingest.SendException;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that send events have in common. */
final class EmitOptions {
    private static final String SOURCE = "tocsin-emit";
    private static final int MOST_EVENTS = 100_000;

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Option(names = "--times", paramLabel = "N", description = "So many events, a millisecond apart. Default: 1.")
    private int times = 1;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Whose event it is. Default: default.")
    private String tenant = EventId.DEFAULT_TENANT;

    /** Makes an event. */
    interface Maker {
        SecurityEvent make(EventId id, long timeMs);
    }

    /** The configuration. */
    TocsinConfig config(Context context) throws IOException, InvalidDocumentException {
        return config.read(context);
    }

    /** Sends the events of one maker. */
    int send(Context context, Maker maker) throws IOException, InvalidDocumentException, SendException {
        return send(context, List.of(maker));
    }

    /** Sends the events of all makers, one after the other, as many times as is said; the last has the present time. */
    int send(Context context, List<Maker> makers) throws IOException, InvalidDocumentException, SendException {
        if (times < 1 || times > MOST_EVENTS) {
            throw CliException.usage("--times is " + times + "; 1 to " + MOST_EVENTS + " are allowed");
        }
        long count = (long) times * makers.size();
        if (count > MOST_EVENTS) {
            throw CliException.usage("these are " + count + " events; " + MOST_EVENTS
                    + " are allowed, and 'tocsin import' sends logs of any length");
        }
        try (Session session = Session.write(context, config.read(context));
                EventSender sender = new EventSender(session.clientProperties(), session.topics())) {
            long lastMs = context.clock().millis();
            String run = UUID.randomUUID().toString();
            String topic = "";
            for (int i = 0; i < count; i++) {
                EventId id = new EventId(tenant, SOURCE, run + "-" + i);
                SecurityEvent event = makers.get(i % makers.size()).make(id, lastMs - (count - 1 - i));
                topic = session.topics().events(event.stream());
                sender.send(event);
            }
            sender.flush();
            context.terminal()
                    .say("Sent " + count + (count == 1 ? " event" : " events") + " to " + topic
                            + (session.isShared()
                                    ? "."
                                    : "; nobody is there to look at them: the next 'tocsin run' will."));
            return ExitCode.DONE;
        } catch (IllegalArgumentException e) {
            throw CliException.usage(String.valueOf(e.getMessage()));
        }
    }
}
