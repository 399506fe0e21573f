package io.tocsin.benchmarks.engine;

import io.tocsin.benchmarks.Measured;
import io.tocsin.benchmarks.traffic.LoginTraffic;
import io.tocsin.benchmarks.traffic.Rules;
import io.tocsin.rules.detect.Assets;
import io.tocsin.rules.detect.Fingerprint;
import io.tocsin.rules.detect.Scanner;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.sigma.RuleCompiler;
import io.tocsin.rules.sigma.RuleFile;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.util.ArrayList;
import java.util.List;

/** Correlations that are measured by processor time. */
final class Correlating {
    private static final int MATCHES = 500_000;
    private static final int EVENTS = 200_000;
    private static final int USERS = 1_000;
    private static final int APART_MS = 60;
    private static final int USUAL_USERS = 50_000;

    private final CorrelatorBench values = new CorrelatorBench();
    private final RuleSet rules;
    private final RuleSet shipped = Rules.shipped();
    private final List<LoginEvent> events = new ArrayList<>();
    private final List<LoginEvent> usual = new ArrayList<>();

    Correlating() throws InvalidDocumentException {
        values.type = "value_count";
        values.inWindow = 1_800;
        values.setUp();
        rules = RuleCompiler.compile(List.of(new RuleFile("mixed.yml", MIXED)));
        new LoginTraffic(EVENTS, USERS, 0.5, 0, (long) EVENTS * APART_MS, 1).forEach(events::add);
        new LoginTraffic(EVENTS, USUAL_USERS, 0.05, 0, (long) EVENTS, 1).forEach(usual::add);
    }

    /** Matches of one group, in whose window 1,800 others of values of their own stand. */
    Measured valueCount() {
        Measured.Running running = Measured.begin();
        for (int i = 0; i < MATCHES; i++) {
            values.correlate();
        }
        return running.after(MATCHES);
    }

    /** Logins of a thousand accounts, half of them failed, each of which counts for three or four correlations of as many types. */
    Measured mixed() {
        return scan(rules, events);
    }

    /** Logins of 50,000 accounts, one in twenty of them failed, under all shipped rules. */
    Measured shipped() {
        return scan(shipped, usual);
    }

    private static Measured scan(RuleSet rules, List<LoginEvent> events) {
        Scanner scanner = new Scanner(rules, Assets.NONE, alert -> {});
        Measured.Running running = Measured.begin();
        for (int i = 0; i < events.size(); i++) {
            long number = i;
            scanner.accept(events.get(i), () -> new Fingerprint(number, number));
        }
        scanner.finish();
        return running.after(events.size());
    }

    private static final String MIXED = """
            title: Failed login
            id: 0b1f5a51-5b0e-4a4e-9d5e-5a1d4f0c7b01
            name: failed
            logsource: {product: tocsin, category: login}
            detection:
                selection: {success: false}
                condition: selection
            ---
            title: Successful login
            id: 0b1f5a51-5b0e-4a4e-9d5e-5a1d4f0c7b02
            name: successful
            logsource: {product: tocsin, category: login}
            detection:
                selection: {success: true}
                condition: selection
            ---
            title: Events
            id: 0b1f5a51-5b0e-4a4e-9d5e-5a1d4f0c7b03
            correlation:
                type: event_count
                rules: [failed, successful]
                group-by: [userId]
                timespan: 10m
                condition: {gte: 100}
            ---
            title: Values
            id: 0b1f5a51-5b0e-4a4e-9d5e-5a1d4f0c7b04
            correlation:
                type: value_count
                rules: [failed]
                group-by: [userId]
                timespan: 10m
                condition: {field: sourceIp, gte: 100}
            ---
            title: Sequence
            id: 0b1f5a51-5b0e-4a4e-9d5e-5a1d4f0c7b05
            correlation:
                type: temporal_ordered
                rules: [failed, successful]
                group-by: [userId]
                timespan: 10s
            ---
            title: Together
            id: 0b1f5a51-5b0e-4a4e-9d5e-5a1d4f0c7b06
            correlation:
                type: temporal
                rules: [failed, successful]
                group-by: [sourceIp]
                timespan: 10s
            """;
}
