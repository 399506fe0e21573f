package io.tocsin.monitor.cli;

/** Where the program begins. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        int code = new Cli(Context.system()).execute(args);
        // Not a plain return: a library's thread that isn't a daemon must not keep a finished command alive.
        System.exit(code);
    }
}
