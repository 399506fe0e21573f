package io.tocsin.rules.detect;

import io.tocsin.rules.event.EventType;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.hash.Sha256;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.CorrelationType;
import io.tocsin.rules.sigma.DetectionRule;
import io.tocsin.rules.sigma.RuleSet;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the correlation rules that an event counts for. Stateless: the same event always gives the same hits. */
public final class RuleIndex {

    /**
     * An event counts for a rule.
     *
     * @param rule the rule
     * @param group the group it counts in, or {@code null} where the event lacks a field of the rule's {@code group-by}
     * @param mark the hash of the values of its distinct fields, or the bits of the steps that the event takes, the lowest
     *     for the first; 0 for a rule that looks at neither
     */
    public record Hit(CorrelationRule rule, @Nullable Group group, long mark) {}

    private final Map<EventType, List<CorrelationRule>> byType = new EnumMap<>(EventType.class);

    /** An index of a rule set. */
    public RuleIndex(RuleSet rules) {
        for (EventType type : EventType.values()) {
            byType.put(
                    type,
                    rules.correlations().stream()
                            .filter(rule -> rule.types().contains(type))
                            .toList());
        }
    }

    /** The rules that the event counts for, in the rule set's order. */
    public List<Hit> hits(SecurityEvent event) {
        List<Hit> hits = List.of();
        for (CorrelationRule rule : byType.getOrDefault(event.type(), List.of())) {
            if (matchesAny(rule.rules(), event)) {
                hits = hits.isEmpty() ? new ArrayList<>(2) : hits;
                hits.add(hit(rule, event));
            }
        }
        return hits;
    }

    private static boolean matchesAny(List<DetectionRule> detections, SecurityEvent event) {
        for (DetectionRule detection : detections) {
            if (detection.matches(event)) {
                return true;
            }
        }
        return false;
    }

    private static Hit hit(CorrelationRule rule, SecurityEvent event) {
        Group group = Group.of(event, rule.groupBy()).orElse(null);
        long mark = rule.isSequence() ? steps(rule, event) : distinct(rule.distinctFields(), event);
        boolean lacksValue = rule.type() == CorrelationType.VALUE_COUNT && mark == 0;
        return new Hit(rule, lacksValue ? null : group, mark);
    }

    private static long steps(CorrelationRule rule, SecurityEvent event) {
        long bits = 0;
        for (int i = 0; i < rule.steps().size(); i++) {
            if (matchesAny(rule.steps().get(i).rules(), event)) {
                bits |= 1L << i;
            }
        }
        return bits;
    }

    /** Whoever chooses the values must not be able to make two of them look alike: a hash that nobody can steer. */
    private static long distinct(List<String> fields, SecurityEvent event) {
        if (fields.isEmpty()) {
            return 0;
        }
        StringBuilder values = new StringBuilder();
        for (String field : fields) {
            Object value = event.field(field);
            if (value == null) {
                return 0;
            }
            String text = value.toString();
            values.append(text.length()).append(':').append(text);
        }
        byte[] digest = Sha256.digest().digest(values.toString().getBytes(StandardCharsets.UTF_8));
        long hash = ByteBuffer.wrap(digest).getLong();
        return hash == 0 ? 1 : hash;
    }
}
