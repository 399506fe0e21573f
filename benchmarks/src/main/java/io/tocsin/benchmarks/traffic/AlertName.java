package io.tocsin.benchmarks.traffic;

import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.MatchCodec;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.detect.Group;
import java.nio.charset.StandardCharsets;

/**
 * Which rule alerted on what.
 *
 * @param rule the rule's name
 * @param recordKey the key of the alert's records, as text
 */
public record AlertName(String rule, String recordKey) {

    /** That of an alert. */
    public static AlertName of(Alert alert) {
        return new AlertName(alert.rule().name(), text(AlertCodec.key(alert)));
    }

    /** That of what a rule says of a group. */
    public static AlertName of(String rule, Group group) {
        return new AlertName(rule, text(MatchCodec.key(group)));
    }

    /** A record's key as text. */
    public static String text(byte[] recordKey) {
        return new String(recordKey, StandardCharsets.UTF_8);
    }
}
