package io.tocsin.monitor.wire;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.alert.Evidence.RecordPlace;
import io.tocsin.rules.alert.RuleRef;
import io.tocsin.rules.alert.Score;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.event.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Alerts out of a seeded generator: legal records whose texts and numbers are as odd as records allow. */
final class RandomAlerts {
    private static final String[] ODD = {
        "", " ", "admin ", " 0101", "\u0000", "\u001b[31mred\u001b[0m", "a\r\nBcc: x@example.com", "\"quoted\\\"", "\ud83d\ude00",
        "\ud83d", "\ude00", "\uffff", "\u2028", "\u202eevil", "null", "{}", "ünïcödé", "\u007f\u0085", "]}],"
    };

    private final Random random;

    RandomAlerts(Random random) {
        this.random = random;
    }

    Alert next() {
        return new Alert(
                text(),
                pick(Alert.Activity.values()),
                random.nextInt(),
                text(),
                new RuleRef(text(), text(), text(), texts()),
                group(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                random.nextBoolean(),
                random.nextLong(),
                random.nextLong(),
                new Score(
                        random.nextInt(101),
                        random.nextInt(21),
                        random.nextInt(16),
                        random.nextInt(16),
                        random.nextInt(36)),
                pick(Severity.values()),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean() ? text() : null,
                evidence(),
                evidence(),
                pick(Alert.Response.values()),
                text());
    }

    private Map<String, String> group() {
        Map<String, String> group = new LinkedHashMap<>();
        // Names of fields come from rules, which may name known fields only; values come from anybody.
        String[] names = {"userId", "sourceIp", "userAgent", "clientId", "", "\u0000", "a\"b"};
        for (int i = random.nextInt(4); i > 0; i--) {
            group.put(pick(names), random.nextBoolean() ? "192.0.2.1" : text());
        }
        return group;
    }

    private List<Evidence> evidence() {
        List<Evidence> evidence = new ArrayList<>();
        for (int i = random.nextInt(Alert.EVIDENCE_LIMIT + 1); i > 0; i--) {
            evidence.add(new Evidence(
                    random.nextLong(),
                    random.nextBoolean() ? new RecordPlace(text(), random.nextInt(), random.nextLong()) : null,
                    random.nextBoolean() ? new Origin(text(), 1 + random.nextLong(Long.MAX_VALUE)) : null));
        }
        return evidence;
    }

    private List<String> texts() {
        List<String> texts = new ArrayList<>();
        String[] tags = {"attack.t1110", "attack.T1110.003", "attack.credential-access", "attack.g0016", "pci.8.3.4"};
        for (int i = random.nextInt(5); i > 0; i--) {
            texts.add(random.nextBoolean() ? pick(tags) : text());
        }
        return texts;
    }

    private String text() {
        if (random.nextInt(3) == 0) {
            return pick(ODD);
        }
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append((char) random.nextInt(random.nextBoolean() ? 128 : Character.MAX_VALUE + 1));
        }
        return text.toString();
    }

    private <T> T pick(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
