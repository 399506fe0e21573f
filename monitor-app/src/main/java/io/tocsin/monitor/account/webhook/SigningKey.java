package io.tocsin.monitor.account.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key of the Standard Webhooks scheme, which signs with HMAC-SHA256. It is never shown. */
final class SigningKey {

    private static final String PREFIX = "whsec_";
    private static final int SHORTEST_BYTES = 24;
    private static final int LONGEST_BYTES = 64;
    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] bytes;

    private SigningKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The key in a secret.
     *
     * @throws IllegalArgumentException if it is anything but {@code whsec_} and 24 to 64 bytes in Base64; doesn't show it
     */
    static SigningKey of(String secret) {
        if (secret.startsWith(PREFIX)) {
            try {
                byte[] bytes = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
                if (bytes.length >= SHORTEST_BYTES && bytes.length <= LONGEST_BYTES) {
                    return new SigningKey(bytes);
                }
            } catch (IllegalArgumentException e) {
                throw wrong();
            }
        }
        throw wrong();
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException("a signing secret is " + PREFIX + " and " + SHORTEST_BYTES + " to "
                + LONGEST_BYTES + " bytes in Base64; this one isn't");
    }

    /**
     * The value of the header {@code webhook-signature}.
     *
     * @param id of the header {@code webhook-id}
     * @param timestampS of the header {@code webhook-timestamp}, seconds since the epoch
     */
    String sign(String id, long timestampS, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(bytes, ALGORITHM));
            mac.update((id + "." + timestampS + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }
}
