package io.tocsin.monitor.ruletest;

import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.monitor.wire.Rfc3339;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.detect.Assets;
import io.tocsin.rules.detect.FamiliarSources;
import io.tocsin.rules.detect.Fingerprint;
import io.tocsin.rules.detect.Scanner;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.DetectionRule;
import io.tocsin.rules.sigma.RuleSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Stream;

/** Runs tests through the engine of a scan. Each begins with nothing seen; no asset is more critical than another. */
public final class RuleTestRunner {
    private final RuleSet rules;
    private final EventCodec codec = new EventCodec();

    /** A runner of tests of these rules. */
    public RuleTestRunner(RuleSet rules) {
        this.rules = rules;
    }

    /** Runs one test. */
    public RuleTestResult run(RuleTest test) {
        long startNs = System.nanoTime();
        List<String> failures = new ArrayList<>();
        if (test.matches() != null) {
            checkMatches(test, test.matches(), failures);
        }
        if (test.alerts() != null) {
            failures.addAll(AlertComparison.differences(test.alerts(), alerts(test)));
        }
        return new RuleTestResult(test, failures, System.nanoTime() - startNs);
    }

    private void checkMatches(RuleTest test, List<Integer> expected, List<String> failures) {
        List<DetectionRule> detections = detections(test.rules());
        IdentityHashMap<SecurityEvent, SecurityEvent> seen = seen(test);
        for (int i = 0; i < test.events().size(); i++) {
            SecurityEvent event =
                    seen.getOrDefault(test.events().get(i), test.events().get(i));
            boolean matches = detections.stream().anyMatch(each -> each.matches(event));
            if (matches != expected.contains(i + 1)) {
                failures.add("event " + (i + 1) + " of " + Rfc3339.format(event.timeMs())
                        + (matches ? " matches, and isn't expected to" : " doesn't match, and is expected to"));
            }
        }
    }

    /** Those that are tested, and those that a correlation that is tested looks at. */
    private List<DetectionRule> detections(List<String> ids) {
        return Stream.concat(
                        rules.detections().stream()
                                .filter(each -> ids.contains(each.info().id())),
                        rules.correlations().stream()
                                .filter(each -> ids.contains(each.info().id()))
                                .map(CorrelationRule::rules)
                                .flatMap(List::stream))
                .distinct()
                .toList();
    }

    /** Each event with what is made of those before it. */
    private IdentityHashMap<SecurityEvent, SecurityEvent> seen(RuleTest test) {
        FamiliarSources familiar = new FamiliarSources(rules);
        IdentityHashMap<SecurityEvent, SecurityEvent> seen = new IdentityHashMap<>();
        inOrder(test).forEach(event -> seen.put(event, familiar.seen(event)));
        return seen;
    }

    /** Sorting is stable: events of equal times are judged in the order in which the test lists them. */
    private static Stream<SecurityEvent> inOrder(RuleTest test) {
        return test.events().stream().sorted(Comparator.comparingLong(SecurityEvent::timeMs));
    }

    private List<Alert> alerts(RuleTest test) {
        List<Alert> alerts = new ArrayList<>();
        Scanner scanner = new Scanner(rules, Assets.NONE, alert -> {
            if (test.rules().contains(alert.rule().id())) {
                alerts.add(alert);
            }
        });
        inOrder(test).forEach(event -> scanner.accept(event, () -> Fingerprint.of(codec.encode(event))));
        scanner.finish();
        return alerts;
    }
}
