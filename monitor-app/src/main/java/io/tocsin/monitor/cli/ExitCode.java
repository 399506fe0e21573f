package io.tocsin.monitor.cli;

/** What the program says to the shell when it ends. */
public final class ExitCode {
    /** Done. */
    public static final int DONE = 0;
    /** It ran, and found something wrong. */
    public static final int FOUND_WRONG = 1;
    /** It could not run: wrong usage, or a wrong configuration. */
    public static final int USAGE = 2;

    private ExitCode() {}
}
