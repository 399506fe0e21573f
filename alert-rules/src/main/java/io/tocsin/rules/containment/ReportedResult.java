package io.tocsin.rules.containment;

/**
 * A result as it stands on {@code account-command-results}.
 *
 * @param result what an executor reports
 * @param reportedAtMs append time of the report, milliseconds since the epoch
 * @param offset where it stands in the partition of its account
 */
public record ReportedResult(CommandResult result, long reportedAtMs, long offset) {

    /** Whether it reports on this command. */
    boolean isOf(AccountCommand command) {
        return result.commandId().equals(command.id());
    }

    /** Whether it says no more than an earlier report: executors repeat what they wait for. */
    boolean repeats(ReportedResult earlier) {
        CommandResult before = earlier.result;
        return before.commandId().equals(result.commandId())
                && before.outcome() == result.outcome()
                && before.provider().equals(result.provider())
                && before.detail().equals(result.detail());
    }
}
