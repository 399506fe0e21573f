package io.tocsin.monitor.cli;

import io.tocsin.monitor.config.TextFile;
import io.tocsin.monitor.ingest.ImportException;
import io.tocsin.monitor.ingest.SendException;
import io.tocsin.rules.event.Labelled;
import io.tocsin.rules.event.TlsVersion;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** The whole command line: puts the commands together, and turns what goes wrong into one sentence and an exit code. */
public final class Cli {
    private final Context context;

    /** A command line in a context: the process's own, or a test's. */
    public Cli(Context context) {
        this.context = context;
    }

    /** Runs one command and returns its exit code, see {@link ExitCode}. Never throws for what a user did. */
    public int execute(String... args) {
        TocsinCommand root = new TocsinCommand();
        CommandLine commandLine = Commands.of(root, context);
        Terminal terminal = context.terminal();
        commandLine.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        commandLine.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(
                terminal.isColoured() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.registerConverter(TlsVersion.class, Cli::tlsVersion);
        commandLine.setParameterExceptionHandler(this::wrongUsage);
        commandLine.setExecutionExceptionHandler(failure(root));
        commandLine.setExecutionStrategy(parsed -> {
            if (root.isDebug()) {
                Logging.level(context, "DEBUG");
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        int code = commandLine.execute(args);
        terminal.out().flush();
        return code;
    }

    private static TlsVersion tlsVersion(String text) {
        return Labelled.of(text, TlsVersion.values())
                .orElseThrow(() -> new TypeConversionException(
                        "'" + text + "' is none of " + String.join(", ", Labelled.labels(TlsVersion.values()))));
    }

    private int wrongUsage(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        Terminal terminal = context.terminal();
        terminal.say("tocsin: " + Terminal.printable(String.valueOf(wrong.getMessage())));
        CommandLine.UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
        terminal.say("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    private IExecutionExceptionHandler failure(TocsinCommand root) {
        return (Exception failure, CommandLine command, ParseResult parsed) -> {
            if (failure instanceof ParameterException wrong) {
                return wrongUsage(wrong, new String[0]);
            }
            context.terminal().say("tocsin: " + sentence(failure));
            if (root.isDebug()) {
                failure.printStackTrace(context.terminal().err());
            } else if (!isExpected(failure)) {
                context.terminal().say("This should not happen. Run it again with --debug to see where it comes from.");
            }
            return exitCode(failure);
        };
    }

    private static int exitCode(Exception failure) {
        if (failure instanceof CliException expected) {
            return expected.exitCode();
        }
        return failure instanceof InvalidDocumentException
                        || failure instanceof NoSuchFileException
                        || failure instanceof TextFile.NoTextException
                ? ExitCode.USAGE
                : ExitCode.FOUND_WRONG;
    }

    private static boolean isExpected(Exception failure) {
        return failure instanceof CliException
                || failure instanceof InvalidDocumentException
                || failure instanceof IOException
                || failure instanceof ImportException
                || failure instanceof SendException
                || failure instanceof UncheckedIOException
                || failure instanceof KafkaException;
    }

    private static String sentence(Exception failure) {
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        if (failure instanceof InvalidDocumentException invalid) {
            int count = invalid.problems().size();
            return (count == 1 ? "one problem:" : count + " problems:") + "\n" + message;
        }
        if (failure instanceof NoSuchFileException) {
            return "there is no file " + message;
        }
        if (failure instanceof AccessDeniedException) {
            return "the file " + message + " may not be read or written";
        }
        if (isExpected(failure) && !(failure instanceof KafkaException)) {
            return message;
        }
        return failure instanceof KafkaException
                ? "Kafka: " + message
                : message + " (" + failure.getClass().getSimpleName() + ")";
    }
}
