package io.tocsin.monitor.cli;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/**
 * Keeps what is written to standard output in a temporary file until it is certain that it may be shown. The file is this
 * user's alone and goes when this is closed.
 */
final class HeldOutput implements Closeable {
    private final Terminal shown;
    private final FileChannel file;
    private final PrintStream held;

    private HeldOutput(Terminal shown, FileChannel file) {
        this.shown = shown;
        this.file = file;
        this.held = new PrintStream(
                new BufferedOutputStream(Channels.newOutputStream(file)), false, StandardCharsets.UTF_8);
    }

    /** Holds what is meant for a terminal. */
    static HeldOutput of(Terminal shown) throws IOException {
        return new HeldOutput(
                shown,
                FileChannel.open(
                        Files.createTempFile("tocsin-scan-", null),
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE));
    }

    /** The same terminal, but for its standard output. */
    Terminal terminal() {
        return new Terminal(held, shown.err(), shown.outIsTerminal(), shown.errIsTerminal(), shown.isColoured());
    }

    /** Shows it. */
    void release() throws IOException {
        held.flush();
        if (held.checkError()) {
            throw new IOException("what the scan found could not be written to a temporary file; is the disk full?");
        }
        file.position(0);
        Channels.newInputStream(file).transferTo(shown.out());
        shown.out().flush();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
