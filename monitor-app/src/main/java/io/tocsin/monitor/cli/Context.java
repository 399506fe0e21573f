package io.tocsin.monitor.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * What a command knows of the world around it.
 *
 * @param terminal where it writes
 * @param input standard input
 * @param env the environment variables
 * @param clock the time, for what is stamped at the edge
 * @param folder the working folder, from which relative paths on the command line are meant
 * @param ownsProcess whether the process's signals are the command's: not in a test
 */
public record Context(
        Terminal terminal, Input input, Map<String, String> env, Clock clock, Path folder, boolean ownsProcess) {
    public Context {
        env = Map.copyOf(env);
    }

    /** The process's own. */
    public static Context system() {
        Map<String, String> env = System.getenv();
        return new Context(Terminal.system(env), Input.system(), env, Clock.systemUTC(), Path.of(""), true);
    }

    /** Ctrl-C and SIGTERM from now on. */
    StopSignal stopSignal() {
        return ownsProcess ? StopSignal.listen() : StopSignal.manual();
    }
}
