package io.tocsin.monitor.cli;

import io.tocsin.monitor.wire.JsonLine;
import io.tocsin.rules.explain.Explanation;
import io.tocsin.rules.explain.RuleExplanation;
import io.tocsin.rules.sigma.RuleInfo;
import java.util.List;

/** What a rule makes of an event, for the next program. */
final class ExplanationJson {
    private ExplanationJson() {}

    static JsonLine of(RuleExplanation explanation) {
        RuleExplanation.Counting counting = explanation.counting();
        RuleInfo info = counting == null
                ? explanation.detections().get(0).rule().info()
                : counting.rule().info();
        JsonLine line = new JsonLine()
                .put("rule", info.name())
                .put("id", info.id())
                .put("matches", explanation.detections().stream().anyMatch(RuleExplanation.Detection::matches))
                .put(
                        "detections",
                        explanation.detections().stream()
                                .map(ExplanationJson::detection)
                                .toList());
        return counting == null ? line : line.put("counts", counting(counting));
    }

    private static JsonLine detection(RuleExplanation.Detection detection) {
        RuleInfo info = detection.rule().info();
        return new JsonLine()
                .put("rule", info.name())
                .put("file", info.file())
                .put("line", info.line())
                .put("looks_at", detection.looksAt())
                .put("matches", detection.matches())
                .put("condition", condition(detection.condition()));
    }

    private static JsonLine condition(Explanation part) {
        JsonLine line = new JsonLine().put("kind", part.kind().label()).put("met", part.met());
        if (!part.text().isEmpty()) {
            line.put("text", part.text());
        }
        if (part.line() > 0) {
            line.put("line", part.line());
        }
        Object found = part.found();
        if (found instanceof List<?> list) {
            line.put("found", list);
        } else if (found instanceof Long number) {
            line.put("found", number);
        } else if (found instanceof Boolean truth) {
            line.put("found", truth);
        } else if (found != null) {
            line.put("found", found.toString());
        }
        return part.parts().isEmpty()
                ? line
                : line.put(
                        "parts",
                        part.parts().stream().map(ExplanationJson::condition).toList());
    }

    private static JsonLine counting(RuleExplanation.Counting counting) {
        JsonLine line = new JsonLine().put("counted", counting.group() != null);
        if (counting.group() != null) {
            JsonLine group = new JsonLine();
            counting.group().values().forEach(group::put);
            line.put("tenant", counting.group().tenant()).put("group", group);
        }
        if (counting.reason() != null) {
            line.put("reason", counting.reason());
        }
        return line.put("values", counting.values()).put("alerts_at", RuleText.counts(counting.rule()));
    }
}
