package io.tocsin.monitor.cli;

import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.containment.AlertCause;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which locks an operator wants to be lifted: of accounts that are named, or all that fit. */
final class UnlockSelection {
    /** A file of more bytes than this isn't a list that somebody wants to lift in one go. */
    private static final int MAX_FILE_BYTES = 16 << 20;

    @Parameters(arity = "0..*", paramLabel = "ACCOUNT", description = "User ids, verbatim.")
    private List<String> accounts = new ArrayList<>();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "The accounts named in a file, one per line, verbatim; - is standard input.")
    private @Nullable String file;

    @Option(names = "--all", description = "Every locked account of the tenant.")
    private boolean isAll;

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            description = "Accounts whose lock a rule asked for: its id or its name.")
    private @Nullable String rule;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Accounts whose lock was granted, or last extended, at this time or later, such as"
                    + " 2026-01-31T08:00:00Z, or 15m: so long ago.")
    private @Nullable String since;

    /**
     * One account whose lock is to be lifted.
     *
     * @param locked its state, if it is locked as far as is known
     */
    record Target(String account, Optional<AccountState> locked) {}

    /** Whether accounts are named one by one, so that it is worth saying which of them wasn't locked. */
    boolean isNamed() {
        return !accounts.isEmpty() || file != null;
    }

    /** Whether it is more than one account that was typed out. */
    boolean isBulk() {
        return accounts.size() != 1 || file != null;
    }

    /** Whether standard input is spent on names, so that nobody can be asked there. */
    boolean readsInput() {
        return "-".equals(file);
    }

    /**
     * Refuses what contradicts itself, and reads the file.
     *
     * @param accountOf the account that a name means
     * @return the accounts, in order and without repetition; empty where accounts are selected otherwise
     * @throws CliException if nothing is asked for, or too much
     */
    Set<String> names(Context context, UnaryOperator<String> accountOf) throws IOException {
        boolean isSelected = isAll || rule != null || since != null;
        if (isSelected && isNamed()) {
            throw CliException.usage(
                    "accounts are named, and selected by --all, --rule or --since, too; one at a time");
        }
        if (!isSelected && !isNamed()) {
            throw CliException.usage(
                    "no account is named; name some, or say --file, --all, --rule or --since; see --help");
        }
        if (!accounts.isEmpty() && file != null) {
            throw CliException.usage("accounts are named here and in --file, too; one at a time");
        }
        List<String> names = file == null ? accounts : lines(context, file);
        return names.stream().map(accountOf).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static List<String> lines(Context context, String file) throws IOException {
        try (InputStream in = file.equals("-")
                ? context.input().stream()
                : Files.newInputStream(context.folder().resolve(Path.of(file)))) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw CliException.usage("--file has more than " + (MAX_FILE_BYTES >> 20) + " MiB; split it");
            }
            List<String> names = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString()
                    .lines()
                    .filter(line -> !line.isEmpty())
                    .toList();
            if (names.isEmpty()) {
                throw CliException.usage("--file names no account; one per line is expected");
            }
            return names;
        } catch (CharacterCodingException e) {
            throw CliException.usage("--file is not UTF-8 text; one account per line is expected");
        }
    }

    /** The point in time that {@code --since} means. */
    Optional<Instant> since(Context context) {
        return Optional.ofNullable(since).map(text -> TimeOption.parse("--since", text, context.clock()));
    }

    /**
     * The accounts: those named, locked or not, in the order of their names' coming; else those that are locked and fit,
     * the longest locked first.
     */
    List<Target> targets(Set<String> names, Optional<Instant> from, String tenant, List<AccountState> states) {
        List<AccountState> locked = states.stream()
                .filter(state -> state.tenant().equals(tenant) && state.status().isLocked())
                .toList();
        if (isNamed()) {
            Map<String, AccountState> byName =
                    locked.stream().collect(Collectors.toMap(AccountState::account, state -> state));
            return names.stream()
                    .map(name -> new Target(name, Optional.ofNullable(byName.get(name))))
                    .toList();
        }
        return locked.stream()
                .filter(this::isOfRule)
                .filter(state -> from.isEmpty()
                        || state.lock().decidedAtMs() >= from.get().toEpochMilli())
                .sorted(Comparator.comparingLong(
                                (AccountState state) -> state.lock().decidedAtMs())
                        .thenComparing(AccountState::account))
                .map(state -> new Target(state.account(), Optional.of(state)))
                .toList();
    }

    private boolean isOfRule(AccountState state) {
        AlertCause alert = state.lock().request().alert();
        return rule == null
                || alert != null
                        && (alert.ruleId().equals(rule) || alert.ruleName().equals(rule));
    }
}
