package io.tocsin.benchmarks.traffic;

import io.tocsin.rules.detect.Assets;
import io.tocsin.rules.detect.Fingerprint;
import io.tocsin.rules.detect.Scanner;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.sigma.RuleSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Attacks with which the traffic ends, on accounts and from addresses that nothing else touches. When all of them have been
 * alerted, everything before them has been looked at, in every partition.
 */
public final class LastAttacks {

    /** So many accounts and addresses that every partition of four has some. */
    private static final int ATTACKS = 48;

    private static final int FAILURES = 25;

    private final List<LoginEvent> events = new ArrayList<>();

    /** The attacks of the second before a time. */
    public LastAttacks(long firstNumber, long endMs) {
        for (int i = 0; i < ATTACKS; i++) {
            for (int j = 0; j < FAILURES; j++) {
                long timeMs = endMs - 1_000 + j;
                String address = "192.0.2." + i;
                events.add(login(firstNumber, timeMs, "last-victim-" + i, "198.51.100." + (i * 5 + j % 5)));
                events.add(login(firstNumber, timeMs, "last-sprayed-" + i + "-" + j, address));
            }
        }
        events.sort(Comparator.comparingLong(LoginEvent::timeMs));
    }

    private LoginEvent login(long firstNumber, long timeMs, String user, String address) {
        return LoginTraffic.login(firstNumber + events.size(), timeMs, user, false, address);
    }

    /** The events, in the order of their times. */
    public List<LoginEvent> events() {
        return List.copyOf(events);
    }

    /** The alerts that they give rise to under a rule set; those of everybody left out. */
    public Set<AlertName> expected(RuleSet rules) {
        Set<AlertName> expected = new HashSet<>();
        Scanner scanner = new Scanner(rules, Assets.NONE, alert -> {
            if (!alert.group().isEmpty()) {
                expected.add(AlertName.of(alert));
            }
        });
        for (LoginEvent event : events) {
            scanner.accept(event, () -> new Fingerprint(event.timeMs(), 0));
        }
        scanner.finish();
        return expected;
    }
}
