package io.tocsin.rules.explain;

import io.tocsin.rules.detect.Group;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.DetectionRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rule makes of an event.
 *
 * @param detections the detection, or those that the correlation looks at, each with its condition
 * @param counting what the correlation makes of it; {@code null} for a detection that doesn't alert by itself
 */
public record RuleExplanation(
        List<Detection> detections, @Nullable Counting counting) {
    public RuleExplanation {
        detections = List.copyOf(detections);
    }

    /**
     * A detection.
     *
     * @param rule the detection
     * @param looksAt whether it looks at events of this kind at all; if not, the event doesn't match whatever it says
     * @param matches whether the event matches
     * @param condition its condition, held against the event
     */
    public record Detection(DetectionRule rule, boolean looksAt, boolean matches, Explanation condition) {}

    /**
     * What a correlation counts of an event.
     *
     * @param rule the correlation
     * @param group what it is counted with; {@code null} where it isn't counted
     * @param reason why it isn't counted; {@code null} where it is
     * @param values what it adds: a value counted or a number, field by field; the steps that it takes
     */
    public record Counting(
            CorrelationRule rule,
            @Nullable Group group,
            @Nullable String reason,
            List<String> values) {
        public Counting {
            values = List.copyOf(values);
        }
    }
}
