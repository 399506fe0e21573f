package io.tocsin.monitor.ingest;

import io.tocsin.monitor.ingest.ImportResult.Outcome;
import io.tocsin.monitor.wire.TickCodec;
import io.tocsin.rules.event.SecurityEvent;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Imports a log that is still being written to standard input.
 *
 * <p>An event goes out as soon as its line has been read, so that it is watched live; how late it may be is decided
 * where events are detected. Only with an allowed lateness of its own are events put in order first. Nothing can be read
 * twice from a pipe, so nothing is resumed and {@code imports} isn't written: what is piped in a second time is found as
 * a double within a rule's window and counts again beyond it. Whoever wants exactly once imports a file.
 */
public final class StreamImporter {
    private static final Logger LOG = LoggerFactory.getLogger(StreamImporter.class);
    private static final int EVENTS_PER_REPORT = 500;

    private final EventSender sender;
    private final @Nullable ReorderBuffer buffer;
    private boolean opened;
    private long sent;

    /**
     * Prepares one import.
     *
     * @param sender what the events go out by; the caller closes it
     * @param allowedLateness how much older than the newest event one may be, which is how long it is held back;
     *     {@code null} to hold nothing back
     */
    public StreamImporter(EventSender sender, @Nullable Duration allowedLateness) {
        this.sender = sender;
        this.buffer =
                allowedLateness == null ? null : new ReorderBuffer(allowedLateness, ReorderBuffer.DEFAULT_MAX_EVENTS);
    }

    /**
     * Reads to the end of the stream, or until another thread closes it: then everything that was read is sent, too, but
     * a line that had not ended.
     *
     * @throws SendException when Kafka doesn't take the events
     * @throws IOException when the stream can't be read
     */
    public ImportResult importStream(LogFile log, ImportRequest request, ImportListener listener)
            throws SendException, IOException {
        String identity;
        try {
            identity = request.source() == null ? log.source() : request.source();
        } catch (ClosedChannelException e) {
            identity = null;
        }
        if (identity == null) {
            return ImportResult.empty();
        }
        LogReader reader = new LogReader(log, request.format(), request.settings(), identity);
        try {
            read(log, reader, identity, listener);
        } catch (ClosedChannelException e) {
            LOG.debug("Standard input was closed here", e);
        }
        finish(identity);
        Outcome outcome = reader.counts().isUnreadable() ? Outcome.UNREADABLE : Outcome.IMPORTED;
        return new ImportResult(outcome, identity, sent, false, reader.counts());
    }

    private void read(LogFile log, LogReader reader, String identity, ImportListener listener)
            throws SendException, IOException {
        List<SecurityEvent> events;
        long reported = 0;
        while ((events = reader.nextEvents()) != null) {
            take(identity, events);
            LogReader.Counts counts = reader.counts();
            if (counts.events() - reported >= EVENTS_PER_REPORT) {
                reported = counts.events();
                listener.reading(log.readBytes(), -1, counts.events(), counts.unparsableLines());
                listener.sending(sent, -1);
            }
        }
    }

    /** Sends what is held back, closes the source and waits until all has arrived. */
    private void finish(String identity) throws SendException {
        if (buffer != null) {
            Outgoing outgoing = new Outgoing();
            buffer.drain(outgoing::add);
            outgoing.sendAll();
        }
        if (opened) {
            sender.tick(TickCodec.close(identity));
        }
        sender.flush();
    }

    private void take(String identity, List<SecurityEvent> events) throws SendException {
        if (!opened) {
            opened = true;
            sender.tick(TickCodec.open(identity, events.get(0).timeMs()));
            sender.flush();
        }
        Outgoing outgoing = new Outgoing();
        for (SecurityEvent event : events) {
            // What is later than allowed goes out at once: it is rejected, visibly, where lateness is decided.
            if (buffer == null || !buffer.add(event, outgoing::add)) {
                outgoing.add(event);
            }
        }
        outgoing.sendAll();
    }

    /** Events that are due, collected because a callback can't throw. */
    private final class Outgoing {
        private final List<SecurityEvent> events = new ArrayList<>();

        void add(SecurityEvent event) {
            events.add(event);
        }

        void sendAll() throws SendException {
            for (SecurityEvent event : events) {
                sender.send(event);
                sent++;
            }
        }
    }
}
