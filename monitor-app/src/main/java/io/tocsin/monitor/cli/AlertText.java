package io.tocsin.monitor.cli;

import io.tocsin.rules.alert.Alert;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.stream.Collectors;

/** An alert as one line for a person. */
final class AlertText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private AlertText() {}

    static String line(Terminal terminal, Alert alert) {
        String severity = String.format(
                "%-8s %3d", alert.severity().label(), alert.score().total());
        return time(alert.timeMs()) + "  "
                + terminal.styled(style(alert), severity) + "  "
                + String.format("%-6s", alert.activity().caption()) + "  "
                + Terminal.printable(alert.rule().title()) + ": " + group(alert) + ", "
                + count(alert) + marks(alert);
    }

    /** A time as people read it, in UTC. */
    static String time(long epochMs) {
        return TIME.format(Instant.ofEpochMilli(epochMs)) + "Z";
    }

    /** What was counted together, field by field. */
    static String group(Alert alert) {
        return alert.group().entrySet().stream()
                .map(entry -> entry.getKey() + " '" + Terminal.printable(entry.getValue()) + "'")
                .collect(Collectors.joining(", "));
    }

    private static String count(Alert alert) {
        return (alert.countExact() ? "" : "at least ")
                + alert.count()
                + (alert.condition() == null ? " of " + alert.threshold() : " (" + alert.condition() + ")");
    }

    private static String marks(Alert alert) {
        return (alert.stale() ? " (history)" : "")
                + (alert.late() ? " (completed out of order)" : "")
                + (alert.retracted() ? " (retracted: a late event refuted it)" : "")
                + (alert.mergedInto() == null ? "" : " (merged into an earlier alert)");
    }

    private static Terminal.Style style(Alert alert) {
        return switch (alert.severity()) {
            case INFORMATIONAL, LOW -> Terminal.Style.DIM;
            case MEDIUM -> Terminal.Style.YELLOW;
            case HIGH, CRITICAL -> Terminal.Style.RED;
        };
    }
}
