package io.tocsin.rules.alert;

import io.tocsin.rules.hash.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;

/** The deterministic id of an alert: SHA-256 over tenant, rule id, group and the crossing time when it first fired. */
public final class AlertUid {
    private AlertUid() {}

    /**
     * The id, 64 lower-case hex digits.
     *
     * <p>Every part is written with its length in front, so that no two different inputs give the same bytes.
     */
    public static String of(String tenant, String ruleId, Map<String, String> group, long crossingTimeMs) {
        MessageDigest sha256 = Sha256.digest();
        Sha256.put(sha256, tenant);
        Sha256.put(sha256, ruleId);
        group.forEach((field, value) -> {
            Sha256.put(sha256, field);
            Sha256.put(sha256, value);
        });
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(crossingTimeMs).flip());
        return HexFormat.of().formatHex(sha256.digest());
    }
}
