package io.tocsin.monitor.cli;

import io.tocsin.monitor.wire.JsonLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code doctor} found, one line for each thing that it looked at. */
final class Findings {
    private final List<Finding> findings = new ArrayList<>();

    /** How a thing is. */
    enum State {
        OK(Terminal.Style.GREEN),
        WARN(Terminal.Style.YELLOW),
        WRONG(Terminal.Style.RED);

        private final Terminal.Style style;

        State(Terminal.Style style) {
            this.style = style;
        }

        private String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Finding(String what, State state, String detail) {}

    void ok(String what, String detail) {
        findings.add(new Finding(what, State.OK, detail));
    }

    void warn(String what, String detail) {
        findings.add(new Finding(what, State.WARN, detail));
    }

    void wrong(String what, String detail) {
        findings.add(new Finding(what, State.WRONG, detail));
    }

    boolean isAnythingWrong() {
        return findings.stream().anyMatch(finding -> finding.state() == State.WRONG);
    }

    void print(Terminal terminal, boolean isJson) {
        if (isJson) {
            findings.forEach(finding -> terminal.json(new JsonLine()
                    .put("check", finding.what())
                    .put("state", finding.state().label())
                    .put("detail", finding.detail())));
            return;
        }
        int widest = findings.stream()
                .mapToInt(finding -> finding.what().length())
                .max()
                .orElse(0);
        for (Finding finding : findings) {
            String what = finding.what() + " ".repeat(widest - finding.what().length());
            String state = String.format("%-5s", finding.state().label());
            terminal.out()
                    .println(what + "  " + terminal.styled(finding.state().style, state) + "  " + finding.detail());
        }
    }
}
