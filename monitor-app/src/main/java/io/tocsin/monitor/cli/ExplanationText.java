package io.tocsin.monitor.cli;

import io.tocsin.monitor.config.Durations;
import io.tocsin.rules.explain.Explanation;
import io.tocsin.rules.explain.RuleExplanation;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.RuleInfo;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a rule makes of an event, as a tree for a person. */
final class ExplanationText {

    /** How many values of a list are shown that no one meets; those that are met are shown up to as many, too. */
    private static final int MAX_VALUES = 5;

    private final Terminal terminal;
    private final boolean isUnicode;

    ExplanationText(Context context) {
        this.terminal = context.terminal();
        this.isUnicode = isUnicode(context.env());
    }

    /** Whether the locale of the terminal can write more than ASCII (POSIX: the first of these that is set decides). */
    static boolean isUnicode(Map<String, String> env) {
        for (String name : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
            String locale = env.getOrDefault(name, "");
            if (!locale.isEmpty()) {
                String lower = locale.toLowerCase(Locale.ROOT);
                return lower.contains("utf-8") || lower.contains("utf8");
            }
        }
        return false;
    }

    void print(RuleExplanation explanation) {
        for (RuleExplanation.Detection detection : explanation.detections()) {
            RuleInfo info = detection.rule().info();
            say(mark(detection.matches()) + " " + Terminal.printable(info.name()) + "  "
                    + terminal.styled(Terminal.Style.DIM, info.file() + ":" + info.line()));
            if (!detection.looksAt()) {
                say(Tree.NONE.indent + mark(false) + " it looks at other events: "
                        + detection.rule().source());
            }
            print(detection.condition(), Tree.NONE, Tree.NONE.indent);
        }
        if (explanation.counting() != null) {
            print(explanation.counting());
        }
    }

    /** How a branch of the tree begins and goes on. */
    private enum Tree {
        NONE("", "", "  "),
        MIDDLE("├ ", "|- ", ""),
        LAST("└ ", "`- ", "");

        private final String unicode;
        private final String ascii;
        private final String indent;

        Tree(String unicode, String ascii, String indent) {
            this.unicode = unicode;
            this.ascii = ascii;
            this.indent = indent;
        }
    }

    private void print(Explanation part, Tree branch, String indent) {
        say(indent + (isUnicode ? branch.unicode : branch.ascii) + mark(part.met()) + " " + line(part));
        if (part.kind() == Explanation.Kind.FIELD || part.kind() == Explanation.Kind.KEYWORDS) {
            return;
        }
        String below = indent + below(branch);
        for (int i = 0; i < part.parts().size(); i++) {
            print(part.parts().get(i), i == part.parts().size() - 1 ? Tree.LAST : Tree.MIDDLE, below);
        }
    }

    private String below(Tree branch) {
        return switch (branch) {
            case NONE -> "";
            case MIDDLE -> isUnicode ? "│ " : "|  ";
            case LAST -> isUnicode ? "  " : "   ";
        };
    }

    private static String line(Explanation part) {
        return switch (part.kind()) {
            case ALL, ANY, NOT, VALUE -> part.kind().label();
            case SELECTION -> Terminal.printable(part.text());
            case FIELD ->
                Terminal.printable(part.text()) + ": " + values(part) + "  (line " + part.line() + "; "
                        + found(part.found()) + ")";
            case TENANTS -> "tenant: '" + Terminal.printable(part.text()) + "'  (" + found(part.found()) + ")";
            case KEYWORDS -> "anywhere: " + values(part) + "  (line " + part.line() + ")";
        };
    }

    /** The values that decide: those that are met, else those that aren't. */
    private static String values(Explanation part) {
        List<String> shown = texts(part.parts(), part.met());
        String some = shown.stream().limit(MAX_VALUES).collect(Collectors.joining(", "));
        int more = shown.size() - MAX_VALUES;
        return Terminal.printable(some) + (more > 0 ? " and " + more + " more" : "");
    }

    private static List<String> texts(List<Explanation> values, boolean met) {
        return values.stream()
                .filter(each -> each.met() == met)
                .map(each -> "'" + each.text() + "'")
                .toList();
    }

    private static String found(@Nullable Object found) {
        if (found == null) {
            return "the event doesn't have it";
        }
        if (found instanceof List<?> list) {
            return "the event has "
                    + Terminal.printable(list.stream()
                            .map(each -> "'" + each + "'")
                            .limit(MAX_VALUES)
                            .collect(Collectors.joining(", ")))
                    + (list.size() > MAX_VALUES ? " and " + (list.size() - MAX_VALUES) + " more" : "");
        }
        return "the event has '" + Terminal.printable(found.toString()) + "'";
    }

    private void print(RuleExplanation.Counting counting) {
        CorrelationRule rule = counting.rule();
        String name = Terminal.printable(rule.info().name());
        if (counting.group() == null) {
            say(mark(false) + " " + name + " doesn't count it: " + counting.reason());
            return;
        }
        String group = counting.group().values().entrySet().stream()
                .map(each -> each.getKey() + " '" + each.getValue() + "'")
                .collect(Collectors.joining(", "));
        say(mark(true) + " " + name + " counts it for "
                + Terminal.printable(
                        group.isEmpty() ? "the tenant '" + counting.group().tenant() + "'" : group)
                + (counting.values().isEmpty() ? "" : ": " + Terminal.printable(String.join(", ", counting.values()))));
        say("  it alerts at " + RuleText.counts(rule) + " within "
                + Durations.format(Duration.ofMillis(rule.timespanMs())));
    }

    private String mark(boolean met) {
        if (met) {
            return terminal.styled(Terminal.Style.GREEN, isUnicode ? "✓" : "+");
        }
        return terminal.styled(Terminal.Style.RED, isUnicode ? "✗" : "-");
    }

    private void say(String line) {
        terminal.out().println(line);
    }
}
