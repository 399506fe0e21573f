package io.tocsin.monitor.cli;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Ends a command with one sentence for the person who typed it. */
final class CliException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int exitCode;

    private CliException(int exitCode, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode;
    }

    /** The command ran, and found something wrong. */
    static CliException foundWrong(String sentence) {
        return new CliException(ExitCode.FOUND_WRONG, sentence, null);
    }

    /** The command could not do its work because of something that happened to it. */
    static CliException foundWrong(String sentence, Throwable cause) {
        return new CliException(ExitCode.FOUND_WRONG, sentence, cause);
    }

    /** What was typed can't be carried out. */
    static CliException usage(String sentence) {
        return new CliException(ExitCode.USAGE, sentence, null);
    }

    int exitCode() {
        return exitCode;
    }
}
