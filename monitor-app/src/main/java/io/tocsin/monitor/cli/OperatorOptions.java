package io.tocsin.monitor.cli;

import io.tocsin.rules.containment.AccountRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who asks for something, and why. */
final class OperatorOptions {
    /** Names the principal where the option isn't given: for a shell that several people share. */
    static final String PRINCIPAL_VARIABLE = "TOCSIN_PRINCIPAL";

    private static final int MAX_LENGTH = 256;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; it is kept and shown.")
    private String reason = "";

    @Option(
            names = "--principal",
            paramLabel = "NAME",
            description = {
                "Who decides it. Without it: the variable TOCSIN_PRINCIPAL, else the name of the system's user.",
                "It is kept as asserted: nothing proves it yet."
            })
    private @Nullable String principal;

    /** The options as given; what can't be taken is refused, before anything is opened. */
    record Operator(String principal, String reason) {}

    /**
     * Who asks.
     *
     * @throws CliException if the reason or the name can't be taken
     */
    Operator read(Context context) {
        if (reason.isBlank()) {
            throw CliException.usage("--reason is empty; say why, it is kept and shown");
        }
        String name = name(context);
        if (name.isBlank()
                || name.length() > MAX_LENGTH
                || !Terminal.printable(name).equals(name)) {
            throw CliException.usage("the principal is '" + Terminal.printable(name) + "'; --principal takes 1 to "
                    + MAX_LENGTH + " characters that can be printed");
        }
        return new Operator(AccountRequest.OPERATOR + name, reason);
    }

    private String name(Context context) {
        if (principal != null) {
            return principal;
        }
        String variable = context.env().getOrDefault(PRINCIPAL_VARIABLE, "");
        return variable.isEmpty() ? System.getProperty("user.name", "") : variable;
    }
}
