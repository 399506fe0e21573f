package io.tocsin.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class OperatorOptionsTest {
    @Command
    private static final class Options {
        @CommandLine.Mixin
        private final OperatorOptions operator = new OperatorOptions();
    }

    private static String principal(Map<String, String> env, String... args) {
        Options options = new Options();
        new CommandLine(options).parseArgs(args);
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        Context context = new Context(
                new Terminal(nowhere, nowhere, false, false, false),
                new Input(InputStream.nullInputStream(), false),
                env,
                Clock.systemUTC(),
                Path.of(""),
                false);
        return options.operator.read(context).principal();
    }

    @Test
    void theNearestNameIsThePrincipal() {
        Map<String, String> env = Map.of(OperatorOptions.PRINCIPAL_VARIABLE, "carol");

        assertEquals("operator:dave", principal(env, "--reason", "x", "--principal", "dave"));
        assertEquals("operator:carol", principal(env, "--reason", "x"));
        assertEquals("operator:" + System.getProperty("user.name"), principal(Map.of(), "--reason", "x"));
    }
}
