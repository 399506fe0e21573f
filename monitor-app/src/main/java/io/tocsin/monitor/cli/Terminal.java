package io.tocsin.monitor.cli;

import io.tocsin.monitor.wire.JsonLine;
import io.tocsin.monitor.wire.Printable;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a command writes.
 *
 * @param out standard output: what the next program reads
 * @param err standard error: what a person reads
 * @param outIsTerminal whether a person reads standard output, too
 * @param errIsTerminal whether standard error is a terminal: only then is there progress that overwrites itself
 * @param isColoured whether colour is wanted; see <a href="https://no-color.org">no-color.org</a>
 */
public record Terminal(
        PrintStream out, PrintStream err, boolean outIsTerminal, boolean errIsTerminal, boolean isColoured) {

    /** The colours that say something. */
    enum Style {
        BOLD("1"),
        DIM("2"),
        RED("31"),
        GREEN("32"),
        YELLOW("33");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }

    /** The terminal, or the pipes, that the process was started with. Always UTF-8. */
    public static Terminal system(Map<String, String> env) {
        boolean outIsTerminal = isTerminal(1);
        boolean errIsTerminal = isTerminal(2);
        boolean isColoured = outIsTerminal
                && errIsTerminal
                && env.getOrDefault("NO_COLOR", "").isEmpty()
                && !env.getOrDefault("TERM", "").equals("dumb");
        return new Terminal(
                stream(FileDescriptor.out), stream(FileDescriptor.err), outIsTerminal, errIsTerminal, isColoured);
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** Java 17 can't ask about one descriptor: Linux can; elsewhere the console stands for all of them. */
    static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        if (Files.isSymbolicLink(link)) {
            try {
                String target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            } catch (IOException e) {
                return false;
            }
        }
        return isTerminal(System.console());
    }

    /** Up to Java 21 there is a console only on a terminal; later ones always have one, and a method that tells. */
    private static boolean isTerminal(@Nullable Console console) {
        if (console == null) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** The text in a style, or as it is where no colour is wanted. */
    String styled(Style style, String text) {
        return isColoured ? "\u001b[" + style.code + "m" + text + "\u001b[0m" : text;
    }

    /** One line for a person. */
    void say(String line) {
        err.println(line);
    }

    /** One line for the next program: what a topic holds, as it is. */
    void json(byte[] line) {
        out.write(line, 0, line.length);
        out.write('\n');
    }

    /** One line for the next program. */
    void json(JsonLine line) {
        json(line.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Text from events on its way to a person, see {@link Printable}. */
    static String printable(String untrusted) {
        return Printable.of(untrusted);
    }
}
