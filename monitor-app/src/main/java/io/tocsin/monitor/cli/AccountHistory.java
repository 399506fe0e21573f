package io.tocsin.monitor.cli;

import io.tocsin.monitor.wire.AccountCommandCodec;
import io.tocsin.monitor.wire.CommandResultCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.CommandResult;
import io.tocsin.rules.containment.ReportedResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What was decided on one account, and what executors reported; of much the newest {@link #MOST} of each. */
final class AccountHistory {
    /** An account that somebody is after may have thousands. */
    static final int MOST = 200;

    private final String tenant;
    private final String account;
    private final List<AccountCommand> commands = new ArrayList<>();
    private final List<ReportedResult> results = new ArrayList<>();

    private record Line(long timeMs, String what, String why, String by, String text) {}

    AccountHistory(String tenant, String account) {
        this.tenant = tenant;
        this.account = account;
    }

    /** Takes a record of {@code account-commands}. */
    void command(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
        AccountCommand command = AccountCommandCodec.decode(record.value());
        if (isMeant(command.request().tenant(), command.request().account())) {
            keep(commands, command);
        }
    }

    /** Takes a record of {@code account-command-results}. */
    void result(ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
        CommandResult result = CommandResultCodec.decode(record.value());
        if (isMeant(result.tenant(), result.account())) {
            keep(results, new ReportedResult(result, record.timestamp(), record.offset()));
        }
    }

    private boolean isMeant(String ofTenant, String ofAccount) {
        return ofTenant.equals(tenant) && ofAccount.equals(account);
    }

    private static <T> void keep(List<T> newest, T one) {
        newest.add(one);
        if (newest.size() > MOST) {
            newest.remove(0);
        }
    }

    boolean isEmpty() {
        return commands.isEmpty() && results.isEmpty();
    }

    List<AccountCommand> commands() {
        return commands;
    }

    List<ReportedResult> results() {
        return results;
    }

    /** Both as one table, the oldest first. */
    List<String> lines() {
        List<Line> lines = new ArrayList<>();
        for (AccountCommand each : commands) {
            lines.add(new Line(
                    each.decidedAtMs(),
                    each.action().name(),
                    each.code().name(),
                    each.request().requestedBy(),
                    AccountText.reason(each.request())));
        }
        for (ReportedResult each : results) {
            CommandResult result = each.result();
            lines.add(new Line(
                    each.reportedAtMs(),
                    "result",
                    result.outcome().name(),
                    result.provider(),
                    Terminal.printable(result.detail())));
        }
        lines.sort(Comparator.comparingLong(Line::timeMs));
        Table table = new Table("TIME", "WHAT", "CODE", "BY", "REASON");
        lines.forEach(each -> table.add(
                AlertText.time(each.timeMs()), each.what(), each.why(), Terminal.printable(each.by()), each.text()));
        return table.lines();
    }
}
