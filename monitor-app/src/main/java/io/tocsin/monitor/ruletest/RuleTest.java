package io.tocsin.monitor.ruletest;

import io.tocsin.rules.event.SecurityEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One test.
 *
 * @param file the file it stands in
 * @param line the line it begins at, from 1
 * @param name what it says of itself
 * @param rules the ids of the rules that it is about; what others say of its events doesn't matter
 * @param events what comes in, in the order of the file: the first is number 1
 * @param matches the numbers of the events that one of the rules' detections must meet, no others; {@code null} where the
 *     test doesn't ask
 * @param alerts the alerts that must come of the events, no others; {@code null} where the test doesn't ask
 */
public record RuleTest(
        String file,
        int line,
        String name,
        List<String> rules,
        List<SecurityEvent> events,
        @Nullable List<Integer> matches,
        @Nullable List<ExpectedAlert> alerts) {
    public RuleTest {
        rules = List.copyOf(rules);
        events = List.copyOf(events);
        matches = matches == null ? null : List.copyOf(matches);
        alerts = alerts == null ? null : List.copyOf(alerts);
        if (matches == null && alerts == null) {
            throw new IllegalArgumentException("the test `" + name + "` expects nothing; matches or alerts are needed");
        }
    }
}
