package io.tocsin.rules.containment;

/**
 * What became of one {@link AccountCommand} at an identity provider: the value of {@code account-command-results}. Of one
 * command there may be several, but only one that is final counts: the first.
 *
 * @param commandId the id of the command that was carried out
 * @param tenant whose account it is
 * @param account the user id of the command, verbatim
 * @param outcome what became of it
 * @param provider what the provider is called, such as {@code keycloak:payments}; no secret and no personal data
 * @param detail one readable sentence on what was done, what is waited for or what went wrong; without personal data
 * @param observedAtMs the executor's own clock when it saw this at the provider, milliseconds since the epoch: evidence for
 *     people, by which nothing is decided. What is decided goes by the append time of the record
 * @param providerAccountId the provider's own id of the account; empty where none is known
 * @param providerVersion the provider's version of the account as it was read last, so that a later unlock can tell whether
 *     somebody changed the account since; empty where the provider tells none
 */
public record CommandResult(
        String commandId,
        String tenant,
        String account,
        Outcome outcome,
        String provider,
        String detail,
        long observedAtMs,
        String providerAccountId,
        String providerVersion) {

    /** The longest provider's name, in characters. */
    public static final int MAX_PROVIDER_LENGTH = 256;

    /** The longest detail, the provider's id and its version, in characters: what is kept of each account has a bound. */
    public static final int MAX_DETAIL_LENGTH = 1_024;

    /** What became of a command. */
    public enum Outcome {
        /** Not final: the provider can't be reached, or refuses the executor; the detail says what is waited for. */
        WAITING,
        /** Not final: written before acting, so that a crash in between can be told from somebody else's lock. */
        ACTING,
        /** Acted and read back: the account is as the command wants it. */
        CONFIRMED,
        /** Read: the account was as the command wants it, and nothing was done. */
        ALREADY,
        /** The provider doesn't know the account: nothing was done. */
        NO_SUCH_ACCOUNT,
        /** It can't be done, and won't be tried again; the detail says why. */
        FAILED,
        /** The lock's end passed before it could be carried out: nothing was done. */
        EXPIRED,
        /** For an unlock: somebody else changed the account since, or locked it, and it is left as it is. */
        KEPT;

        /** Whether nothing more is done about the command. */
        public boolean isFinal() {
            return this != WAITING && this != ACTING;
        }

        /** Whether the provider was seen to hold what the command wants. */
        public boolean isProof() {
            return this == CONFIRMED || this == ALREADY;
        }
    }

    public CommandResult {
        if (commandId.isEmpty() || tenant.isEmpty() || provider.isBlank() || detail.isBlank()) {
            throw new IllegalArgumentException(
                    "a command's result needs the command's id, a tenant, a provider and a detail");
        }
        requireShort("provider", provider, MAX_PROVIDER_LENGTH);
        requireShort("detail", detail, MAX_DETAIL_LENGTH);
        requireShort("providerAccountId", providerAccountId, MAX_DETAIL_LENGTH);
        requireShort("providerVersion", providerVersion, MAX_DETAIL_LENGTH);
    }

    /** A result that knows neither the provider's id of the account nor its version. */
    public CommandResult(
            String commandId,
            String tenant,
            String account,
            Outcome outcome,
            String provider,
            String detail,
            long observedAtMs) {
        this(commandId, tenant, account, outcome, provider, detail, observedAtMs, "", "");
    }

    private static void requireShort(String name, String text, int mostCharacters) {
        if (text.length() > mostCharacters) {
            throw new IllegalArgumentException("a result's " + name + " has " + text.length() + " characters; at most "
                    + mostCharacters + " are allowed");
        }
    }
}
