package io.tocsin.monitor.cli;

import picocli.CommandLine;

/** Which commands there are. */
final class Commands {
    private Commands() {}

    static CommandLine of(TocsinCommand root, Context context) {
        return new CommandLine(root)
                .addSubcommand(new DemoCommand(context))
                .addSubcommand(new RunCommand(context))
                .addSubcommand(new ImportCommand(context))
                .addSubcommand(new ScanCommand(context))
                .addSubcommand(new CommandLine(new EmitCommand())
                        .addSubcommand(new EmitLoginCommand(context))
                        .addSubcommand(new EmitApiCommand(context))
                        .addSubcommand(new EmitWebhookCommand(context))
                        .addSubcommand(new EmitJsonCommand(context)))
                .addSubcommand(new AlertsCommand(context))
                .addSubcommand(new CommandLine(new AccountsCommand())
                        .addSubcommand(new AccountsListCommand(context))
                        .addSubcommand(new AccountsShowCommand(context))
                        .addSubcommand(new AccountsWatchCommand(context))
                        .addSubcommand(new AccountsLockCommand(context))
                        .addSubcommand(new AccountsUnlockCommand(context))
                        .addSubcommand(new AccountsContestCommand(context))
                        .addSubcommand(new AccountsReviewCommand(context)))
                .addSubcommand(new CommandLine(new BlocksCommand())
                        .addSubcommand(new BlocksListCommand(context))
                        .addSubcommand(new BlocksAddCommand(context))
                        .addSubcommand(new BlocksRemoveCommand(context))
                        .addSubcommand(new BlocksExportCommand(context)))
                .addSubcommand(new CommandLine(new RulesCommand())
                        .addSubcommand(new RulesListCommand(context))
                        .addSubcommand(new RulesCheckCommand(context))
                        .addSubcommand(new RulesTestCommand(context))
                        .addSubcommand(new RulesExplainCommand(context))
                        .addSubcommand(new RulesCoverageCommand(context)))
                .addSubcommand(new CommandLine(new ValuesCommand())
                        .addSubcommand(new ValuesListCommand(context))
                        .addSubcommand(new ValuesPutCommand(context))
                        .addSubcommand(new ValuesRemoveCommand(context)))
                .addSubcommand(new CommandLine(new TopicsCommand())
                        .addSubcommand(new TopicsCreateCommand(context))
                        .addSubcommand(new TopicsListCommand(context)))
                .addSubcommand(new DoctorCommand(context))
                .addSubcommand(new HealthCommand(context));
    }
}
