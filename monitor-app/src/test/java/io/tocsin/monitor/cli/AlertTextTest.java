package io.tocsin.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Alert.Activity;
import io.tocsin.rules.alert.RuleRef;
import io.tocsin.rules.alert.Score;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlertTextTest {
    private static final long TIME_MS = 1_767_225_640_000L;

    @Test
    void anAlertIsOneLine() {
        assertEquals(
                "2026-01-01 00:00:40Z  medium    40  Create  Failed logins: userId 'alice', 5 of 5",
                AlertText.line(terminal(false), alert(Activity.CREATE, "alice", new Score(40, 0, 0, 0, 0), null)));
    }

    @Test
    void aMergedCloseSaysSo() {
        assertEquals(
                "2026-01-01 00:00:40Z  critical  90  Close   Failed logins: userId '', 5 of 5"
                        + " (merged into an earlier alert)",
                AlertText.line(terminal(false), alert(Activity.CLOSE, "", new Score(50, 20, 15, 5, 0), "ab")));
    }

    @Test
    void whatAnAttackerChoseCommandsNoTerminalAndNoLine() {
        String line = AlertText.line(
                terminal(false),
                alert(Activity.CREATE, "\u001b[2Jroot\r\n\u0085\u202e\u2028x", new Score(40, 0, 0, 0, 0), null));
        assertEquals(
                "2026-01-01 00:00:40Z  medium    40  Create  Failed logins:"
                        + " userId '\\u001b[2Jroot\\u000d\\u000a\\u0085\\u202e\\u2028x', 5 of 5",
                line);
    }

    @Test
    void colourIsUsedOnlyWhenTold() {
        assertEquals(
                "2026-01-01 00:00:40Z  \u001b[31mhigh      60\u001b[0m  Update  Failed logins: userId 'alice', 5 of 5",
                AlertText.line(terminal(true), alert(Activity.UPDATE, "alice", new Score(40, 20, 0, 0, 0), null)));
    }

    private static Terminal terminal(boolean coloured) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return new Terminal(nowhere, nowhere, coloured, coloured, coloured);
    }

    private static Alert alert(Activity activity, String userId, Score score, @Nullable String mergedInto) {
        return new Alert(
                "ab12",
                activity,
                1,
                "default",
                new RuleRef("id", "name", "Failed logins", List.of()),
                Map.of("userId", userId),
                TIME_MS,
                TIME_MS,
                TIME_MS,
                TIME_MS,
                5,
                5,
                true,
                5,
                null,
                300_000,
                score,
                score.severity(),
                false,
                false,
                false,
                mergedInto,
                List.of(),
                List.of(),
                List.of(Alert.Response.NOTIFY),
                "00ff");
    }
}
