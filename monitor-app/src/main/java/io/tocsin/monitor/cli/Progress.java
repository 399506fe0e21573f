package io.tocsin.monitor.cli;

import io.tocsin.monitor.ingest.ImportListener;

/** A line on a terminal that overwrites itself a few times a second; nothing elsewhere. */
final class Progress implements ImportListener, AutoCloseable {
    private static final long INTERVAL_NANOS = 200_000_000L;
    private static final int WIDTH = 78;

    private final Terminal terminal;
    private final String name;
    private long shownAt;
    private boolean isShown;

    Progress(Terminal terminal, String name) {
        this.terminal = terminal;
        this.name = Terminal.printable(name);
        this.shownAt = System.nanoTime();
    }

    @Override
    public void reading(long bytes, long ofBytes, long events, long unparsableLines) {
        String share = ofBytes > 0 ? bytes * 100 / ofBytes + " %" : bytes / 1_000_000 + " MB";
        show("reading " + name + ": " + share + ", " + events + " events"
                + (unparsableLines == 0 ? "" : ", " + unparsableLines + " lines unreadable"));
    }

    @Override
    public void sending(long events, long ofEvents) {
        show("sending " + name + ": " + events + (ofEvents >= 0 ? " of " + ofEvents : "") + " events");
    }

    /** So many of so many decisions were made. */
    void deciding(int decided, int of) {
        show(name + ": " + decided + " of " + of + " decided");
    }

    private void show(String line) {
        if (!terminal.errIsTerminal() || System.nanoTime() - shownAt < INTERVAL_NANOS) {
            return;
        }
        shownAt = System.nanoTime();
        isShown = true;
        String cut = line.length() > WIDTH ? line.substring(0, WIDTH) : line;
        terminal.err().print("\r" + cut + " ".repeat(WIDTH - cut.length()));
        terminal.err().flush();
    }

    /** Takes the line away. */
    @Override
    public void close() {
        if (isShown) {
            terminal.err().print("\r" + " ".repeat(WIDTH) + "\r");
            terminal.err().flush();
        }
    }
}
