package io.tocsin.monitor.mail;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.routing.Notification;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a mail says, twice: as plain text with CR LF line ends and as HTML. Both say the same in the same order.
 *
 * @param text for every mail program
 * @param html for those that show it; no scripts, no images, nothing that is loaded from elsewhere
 */
record MailBody(String text, String html) {

    private static final int MOST_DETAILS = 40;
    private static final int LABEL_CODE_POINTS = 40;
    private static final int VALUE_CODE_POINTS = 400;
    private static final int TITLE_CODE_POINTS = 150;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT);

    private static final List<String> FOOTER = List.of(
            "Sent by Tocsin; nobody reads replies. Values above come from the events",
            "themselves, and somebody outside may have chosen them: follow no address",
            "in them.");

    /** A label and its value, both safe for a line of text, neither escaped for HTML. */
    private record Line(String label, String value) {}

    static MailBody of(Notification notification) {
        String headline = notification.severity().caption().toUpperCase(Locale.ROOT) + ": "
                + SafeText.line(notification.title(), TITLE_CODE_POINTS);
        String reason = "Why you get this: " + reason(notification);
        List<Line> details = details(notification);
        List<Line> about = List.of(
                new Line("Incident", SafeText.value(notification.incident(), VALUE_CODE_POINTS)),
                new Line("Notice", "number " + notification.number() + " to you about this incident"),
                new Line(
                        "Noticed",
                        TIME.format(
                                Instant.ofEpochMilli(notification.createdAtMs()).atOffset(ZoneOffset.UTC))));
        return new MailBody(
                text(headline, reason, details, about),
                html(notification.severity(), headline, reason, details, about));
    }

    private static String reason(Notification notification) {
        String kind = switch (notification.kind()) {
            case FIRST -> "first notice of this incident";
            case RAISED -> "its severity rose to " + notification.severity().label();
            case RESOLVED -> "it has ended";
            case LOCKED -> "an account was locked, or a lock was asked for";
            case UNLOCKED -> "an account's lock was lifted or ran out";
            case UNCONFIRMED -> "an identity provider has not confirmed a lock or its end";
            case CONFIRMED -> "the identity provider has confirmed it after all";
            case FAILED -> "an identity provider did not do what was decided";
            case DIGEST -> "more came than you are sent one by one, and this stands for the rest";
        };
        return kind + "; you are told as " + SafeText.line(notification.role(), LABEL_CODE_POINTS) + ".";
    }

    private static List<Line> details(Notification notification) {
        List<Line> lines = new ArrayList<>();
        for (Map.Entry<String, String> each : notification.details().entrySet()) {
            if (lines.size() == MOST_DETAILS) {
                lines.add(new Line("", "and " + (notification.details().size() - MOST_DETAILS) + " more"));
                break;
            }
            lines.add(new Line(
                    SafeText.line(each.getKey(), LABEL_CODE_POINTS),
                    SafeText.value(each.getValue(), VALUE_CODE_POINTS)));
        }
        return lines;
    }

    private static String text(String headline, String reason, List<Line> details, List<Line> about) {
        StringBuilder text = new StringBuilder(1024);
        text.append(headline).append("\r\n\r\n").append(reason).append("\r\n\r\n");
        int width = Math.max(width(details), width(about));
        if (!details.isEmpty()) {
            details.forEach(line -> appendText(text, line, width));
            text.append("\r\n");
        }
        about.forEach(line -> appendText(text, line, width));
        return text.append("\r\n-- \r\n")
                .append(String.join("\r\n", FOOTER))
                .append("\r\n")
                .toString();
    }

    private static int width(List<Line> lines) {
        return lines.stream().mapToInt(line -> line.label().length()).max().orElse(0);
    }

    private static void appendText(StringBuilder text, Line line, int width) {
        text.append("  ")
                .append(line.label())
                .append(" ".repeat(width - line.label().length() + 2))
                .append(line.value())
                .append("\r\n");
    }

    private static String html(
            Severity severity, String headline, String reason, List<Line> details, List<Line> about) {
        StringBuilder html = new StringBuilder(2048);
        html.append("<!DOCTYPE html>\r\n<html lang=\"en\">\r\n<head><meta charset=\"utf-8\"><title>")
                .append(SafeText.html(headline))
                .append("</title></head>\r\n<body style=\"font-family:sans-serif;font-size:15px\">\r\n")
                .append("<h1 style=\"font-size:19px;border-left:6px solid ")
                .append(colour(severity))
                .append(";padding-left:10px\">")
                .append(SafeText.html(headline))
                .append("</h1>\r\n<p>")
                .append(SafeText.html(reason))
                .append("</p>\r\n");
        if (!details.isEmpty()) {
            appendTable(html, details);
        }
        appendTable(html, about);
        return html.append("<p style=\"font-size:12px\">")
                .append(SafeText.html(String.join(" ", FOOTER)))
                .append("</p>\r\n</body>\r\n</html>\r\n")
                .toString();
    }

    private static void appendTable(StringBuilder html, List<Line> lines) {
        html.append("<table style=\"border-spacing:0 4px;margin-bottom:12px\">\r\n");
        for (Line line : lines) {
            // bdi: letters written from right to left in a value don't turn what stands beside it.
            html.append("<tr><th scope=\"row\" style=\"text-align:left;vertical-align:top;padding-right:14px\">")
                    .append(SafeText.html(line.label()))
                    .append("</th><td style=\"font-family:monospace;white-space:pre-wrap;word-break:break-all\"><bdi>")
                    .append(SafeText.html(line.value()))
                    .append("</bdi></td></tr>\r\n");
        }
        html.append("</table>\r\n");
    }

    private static String colour(Severity severity) {
        return switch (severity) {
            case INFORMATIONAL -> "#7a7a7a";
            case LOW -> "#2f6fb0";
            case MEDIUM -> "#c99700";
            case HIGH -> "#d9661f";
            case CRITICAL -> "#b3161b";
        };
    }
}
