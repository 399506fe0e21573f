package io.tocsin.monitor.cli;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Runs commands as a shell would, in this process. */
final class Shell {
    private final Path folder;
    private final boolean isTerminal;

    /** What a command left behind. */
    record Result(int code, String out, String err) {
        List<String> outLines() {
            return out.lines().toList();
        }
    }

    /** A shell in a folder whose output goes into pipes, or to a terminal without colours. */
    Shell(Path folder, boolean isTerminal) {
        this.folder = folder;
        this.isTerminal = isTerminal;
    }

    Result run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                isTerminal,
                false,
                false);
        int code = new Cli(new Context(
                        terminal,
                        new Input(InputStream.nullInputStream(), false),
                        Map.of(),
                        Clock.systemUTC(),
                        folder,
                        false))
                .execute(args);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
