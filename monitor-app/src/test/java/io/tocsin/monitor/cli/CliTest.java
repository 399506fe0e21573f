package io.tocsin.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CliTest {
    @TempDir
    private Path folder;

    private Shell.Result run(String... args) {
        return new Shell(folder, false).run(args);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "demo",
                "run",
                "import",
                "scan",
                "emit",
                "emit login",
                "emit api",
                "emit webhook",
                "emit json",
                "alerts",
                "accounts",
                "accounts list",
                "accounts show",
                "accounts watch",
                "accounts lock",
                "accounts unlock",
                "rules",
                "rules list",
                "rules check",
                "rules test",
                "rules explain",
                "rules coverage",
                "values",
                "values list",
                "values put",
                "values remove",
                "topics",
                "topics create",
                "topics list",
                "doctor",
                "health"
            })
    void everyCommandHasHelp(String command) {
        String[] words = (command + " --help").strip().split(" ");

        Shell.Result help = run(words);

        assertEquals(ExitCode.DONE, help.code(), help.err());
        assertTrue(help.out().startsWith("Usage: tocsin"), help.out());
        assertTrue(help.out().contains("Exit codes:"), help.out());
    }

    @Test
    void everyCommandThatDoesSomethingHasAnExample() {
        CommandLine root = Commands.of(new TocsinCommand(), Context.system());
        leaves(root).filter(leaf -> !leaf.getCommandName().equals("help")).forEach(leaf -> {
            String footer =
                    String.join("\n", leaf.getCommandSpec().usageMessage().footer());
            assertTrue(footer.contains("Example"), leaf.getCommandSpec().qualifiedName() + " has no example");
        });
    }

    private static Stream<CommandLine> leaves(CommandLine command) {
        return command.getSubcommands().isEmpty()
                ? Stream.of(command)
                : command.getSubcommands().values().stream().flatMap(CliTest::leaves);
    }

    @Test
    void theVersionNamesTheProgramAndItsJava() {
        Shell.Result version = run("--version");

        assertEquals(ExitCode.DONE, version.code());
        assertTrue(version.out().startsWith("Tocsin "), version.out());
    }

    static Stream<Arguments> wrongUsages() {
        return Stream.of(
                Arguments.of("", "a command is missing"),
                Arguments.of("accounts", "a command is missing; known are list, show, watch, lock, unlock"),
                Arguments.of("rn", "Unmatched argument"),
                Arguments.of("run --stages detekt", "known stages are ingest, detect, respond, account, notify, mail"),
                Arguments.of("scan --format sshd", "Missing required parameter"),
                Arguments.of("scan --format ssh a.log", "--format: "),
                Arguments.of("scan --format sshd --zone Moon/Base a.log", "--zone is 'Moon/Base'"),
                Arguments.of("scan --format sshd --year 12 a.log", "year is 12; 1970 to 9999"),
                Arguments.of("scan --format sshd --allowed-lateness 5s a.log", "is for standard input"),
                Arguments.of("scan --format sshd - a.log", "standard input (-) stands alone"),
                Arguments.of("scan --format sshd --source x a.log b.log", "--source names one log"),
                Arguments.of("scan --format sshd none.log", "none.log"),
                Arguments.of("scan --format github-webhook a.log", "needs either --secret-file or --secret-env"),
                Arguments.of("scan --format github-webhook --secret-env NONE a.log", "there are 0 secrets"),
                Arguments.of("scan --format github-webhook --secret-file none a.log", "there is no file"),
                Arguments.of("scan --format sshd --secret-env X a.log", "takes no secret"),
                Arguments.of("scan --format sshd --realm payments a.log", "--realm is for --format keycloak"),
                Arguments.of("import --format sshd none.log", "there is no file none.log"),
                Arguments.of("emit login", "Missing required option: '--user"),
                Arguments.of("emit api --client a --tls TLSv9", "'TLSv9' is none of SSLv2, SSLv3, TLSv1,"),
                Arguments.of("emit login --user a --times 0", "--times is 0; 1 to"),
                Arguments.of("emit json {}", "Missing required option: '--stream"),
                Arguments.of("emit json --stream crm {}", "--stream is 'crm'; the configuration's `sources` name none"),
                Arguments.of("accounts unlock a", "Missing required option: '--reason"),
                Arguments.of("accounts unlock --reason x", "no account is named; name some, or say --file, --all"),
                Arguments.of("accounts unlock a --all --reason x", "named, and selected by --all, --rule or --since"),
                Arguments.of("accounts unlock a --file b.log --reason x", "named here and in --file, too"),
                Arguments.of("accounts unlock --file none.txt --reason x", "none.txt"),
                Arguments.of("accounts unlock --file - --reason x", "--file names no account"),
                Arguments.of("accounts unlock --since noon --reason x", "--since is 'noon'; a time such as"),
                Arguments.of("accounts unlock --all --limit 0 --reason x", "--limit is 0; 1 to 100000 are allowed"),
                Arguments.of("accounts unlock a --reason x --principal \u0007", "1 to 256 characters"),
                Arguments.of("accounts lock a", "Missing required option: '--reason"),
                Arguments.of("accounts lock --reason x", "Missing required parameter"),
                Arguments.of("accounts lock a --reason x --for 31d", "--for is '31d'; 1s to 30d are allowed"),
                Arguments.of("accounts lock a --reason x --for ever", "--for is 'ever'; 1s to 30d"),
                Arguments.of("alerts --config none.yml", "there is no file"),
                Arguments.of("rules list --rules none", "there is no file none"));
    }

    @ParameterizedTest
    @MethodSource("wrongUsages")
    void wrongUsageEndsWithTwoAndOneSentence(String command, String sentence) throws IOException {
        Files.writeString(folder.resolve("a.log"), "Jan  1 00:00:00 h sshd[1]: x\n");
        Files.writeString(folder.resolve("b.log"), "Jan  1 00:00:00 h sshd[1]: x\n");

        Shell.Result result = run(command.isEmpty() ? new String[0] : command.split(" "));

        assertEquals(ExitCode.USAGE, result.code(), result.err());
        assertTrue(result.err().startsWith("tocsin: "), result.err());
        assertTrue(result.err().contains(sentence), result.err());
        assertFalse(result.err().contains("\tat "), "a stack trace is for --debug");
        assertEquals("", result.out());
    }

    @Test
    void aWrongConfigurationIsShownWholeByFileAndLine() throws IOException {
        Path file = Files.writeString(folder.resolve("tocsin.yml"), "embeded: true\npartitions: 0\n");

        Shell.Result result = run("run", "--config", "tocsin.yml");

        assertEquals(ExitCode.USAGE, result.code());
        assertTrue(result.err().contains("tocsin.yml:1: "), result.err());
        assertTrue(result.err().contains("tocsin.yml:2: "), result.err());
        assertTrue(result.err().contains("did you mean `embedded`"), result.err());
        assertTrue(Files.exists(file));
    }

    @Test
    void aFileThatIsNoTextIsNamed() throws IOException {
        Files.write(folder.resolve("latin1.yml"), new byte[] {'#', ' ', (byte) 0xE4, '\n'});
        Files.createDirectory(folder.resolve("folder.yml"));

        for (String[] wrong : new String[][] {
            {"run", "--config", "latin1.yml"},
            {"run", "--config", "folder.yml"},
            {"rules", "list", "--rules", folder.resolve("latin1.yml").toString()}
        }) {
            Shell.Result result = run(wrong);

            assertEquals(ExitCode.USAGE, result.code(), result.err());
            assertTrue(result.err().contains(".yml is"), result.err());
        }
    }

    @Test
    void aStageThatLacksItsSettingsIsRefused() throws IOException {
        Files.writeString(folder.resolve("tocsin.yml"), "embedded: true\nstages: [detect]\n");

        Shell.Result result = run("run", "--config", "tocsin.yml", "--stages", "mail");

        assertEquals(ExitCode.USAGE, result.code(), result.err());
        assertTrue(result.err().contains("--stages: mail is missing"), result.err());
    }

    @Test
    void aReasonThatIsTooLongIsRefusedBeforeItIsSent() {
        Shell.Result result = run("accounts", "lock", "a", "--reason", "x".repeat(4_097));

        assertEquals(ExitCode.USAGE, result.code());
        assertTrue(
                result.err().contains("this can't be asked for: the field reason has 4097 characters"), result.err());
        assertFalse(Files.exists(folder.resolve("tocsin-data")));
    }

    @Test
    void readingWhereNothingEverRanSaysSoAndMakesNothing() throws IOException {
        Shell.Result result = run("alerts");

        assertEquals(ExitCode.FOUND_WRONG, result.code());
        assertTrue(result.err().contains("nothing has run in the data folder"), result.err());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void anUnexpectedErrorHasItsStackTraceWithDebug() {
        Shell.Result result = run("--debug", "alerts");

        assertTrue(result.err().contains("\tat "), result.err());
    }

    @Test
    void rulesAreATableForPeopleAndJsonForPipes() {
        Shell.Result piped = run("rules", "list");
        Shell.Result shown = new Shell(folder, true).run("rules", "list");
        Shell.Result asked = new Shell(folder, true).run("rules", "list", "--json");

        assertEquals(piped.outLines().size() + 1, shown.outLines().size());
        assertTrue(shown.outLines().get(0).startsWith("NAME"), shown.out());
        assertTrue(shown.out().contains("failed_logins_per_user"), shown.out());
        assertTrue(piped.outLines().get(0).startsWith("{\"id\":"), piped.out());
        assertEquals(piped.out(), asked.out());
        assertTrue(piped.err().contains("rule set"), piped.err());
    }

    @Test
    void aBrokenRuleIsNamedByFileAndLine() throws IOException {
        Files.writeString(folder.resolve("bad.yml"), "title: x\ndetection: {}\n");

        Shell.Result result =
                run("rules", "list", "--rules", folder.resolve("bad.yml").toString());

        assertEquals(ExitCode.USAGE, result.code());
        assertTrue(result.err().contains("bad.yml:"), result.err());
    }

    @Test
    void scanPrintsEveryEpisodeOnceAndASummary() throws IOException {
        StringBuilder log = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            log.append("Mar 29 10:00:0")
                    .append(i)
                    .append(" host sshd[1]: Failed password for invalid user pi from 192.0.2.1 port 4711 ssh2\n");
        }
        Files.writeString(folder.resolve("auth.log"), log);

        Shell.Result piped = run("scan", "--format", "sshd", "--year", "2017", "auth.log");
        Shell.Result shown = new Shell(folder, true).run("scan", "--format", "sshd", "--year", "2017", "auth.log");

        assertEquals(ExitCode.DONE, piped.code(), piped.err());
        assertEquals(2, piped.outLines().size(), "one per user and one per address: " + piped.out());
        assertTrue(piped.out().contains("\"time\":1490781604000"), "the crossing's time: " + piped.out());
        assertTrue(piped.out().contains("\"count\":6"), piped.out());
        assertTrue(piped.err().contains("6 lines, 6 events, 2 episodes"), piped.err());
        assertTrue(
                shown.out()
                        .contains("2017-03-29 10:00:04Z  medium    40  Create  Many failed logins of one user: userId"
                                + " 'pi', 6 of 5"),
                shown.out());
    }

    @Test
    void filesThatAreNotInTheOrderOfTheirTimesGiveTheSameAsThoseThatAre() throws IOException {
        String failure = "Mar 29 10:%02d:%02d host sshd[1]: Failed password for pi from 192.0.2.1 port 4711 ssh2\n";
        StringBuilder earlier = new StringBuilder();
        StringBuilder later = new StringBuilder("Mar 29 10:30:00 host sshd[1]: Failed password for\n");
        for (int i = 0; i < 6; i++) {
            earlier.append(failure.formatted(0, i));
            later.append(failure.formatted(30, i));
        }
        Files.writeString(folder.resolve("earlier.log"), earlier);
        Files.writeString(folder.resolve("later.log"), later);

        Shell.Result inOrder = run("scan", "--format", "sshd", "--year", "2017", "earlier.log", "later.log");
        Shell.Result reversed = run("scan", "--format", "sshd", "--year", "2017", "later.log", "earlier.log");

        assertEquals(4, inOrder.outLines().size(), inOrder.out());
        assertEquals(inOrder.out(), reversed.out());
        assertEquals(inOrder.err(), reversed.err());
        assertTrue(reversed.err().contains("13 lines, 12 events, 4 episodes"), reversed.err());
    }
}
