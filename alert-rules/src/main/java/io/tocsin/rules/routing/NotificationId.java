package io.tocsin.rules.routing;

import io.tocsin.rules.hash.Sha256;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/** The deterministic id of a notification: SHA-256 over incident, recipient and number. */
public final class NotificationId {
    private NotificationId() {}

    /**
     * The id, 64 lower-case hex digits: the same for the same message on every retry and every replay.
     *
     * @param number the count of messages to this recipient about this incident, from 1
     */
    public static String of(String incident, String recipient, int number) {
        return sha256(List.of(incident, recipient, Integer.toString(number)));
    }

    /** SHA-256 in lower-case hex; every part has its length in front, so that no two lists give the same bytes. */
    static String sha256(List<String> parts) {
        MessageDigest digest = Sha256.digest();
        for (String part : parts) {
            Sha256.put(digest, part);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
