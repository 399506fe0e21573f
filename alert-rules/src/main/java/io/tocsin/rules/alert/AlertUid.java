package io.tocsin.rules.alert;

import io.tocsin.rules.hash.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
        put(sha256, tenant);
        put(sha256, ruleId);
        group.forEach((field, value) -> {
            put(sha256, field);
            put(sha256, value);
        });
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(crossingTimeMs).flip());
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static void put(MessageDigest digest, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }
}
