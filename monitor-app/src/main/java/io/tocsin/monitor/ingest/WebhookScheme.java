package io.tocsin.monitor.ingest;

import io.tocsin.rules.event.WebhookEvent.Signature;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** How senders sign what they deliver: HMAC-SHA256 over the bytes as they came, compared in constant time. */
enum WebhookScheme {
    /** GitHub: {@code X-Hub-Signature-256: sha256=<hex>} over the body. The older SHA-1 header counts for nothing. */
    GITHUB("X-GitHub-Delivery", "X-Hub-Signature-256") {
        @Override
        byte[] key(String secret) {
            return secret.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        List<byte[]> signatures(String header) {
            String hex = header.startsWith("sha256=") ? header.substring("sha256=".length()) : "";
            try {
                return List.of(HexFormat.of().parseHex(hex));
            } catch (IllegalArgumentException e) {
                return List.of();
            }
        }

        @Override
        byte @Nullable [] signed(WebhookHeaders headers, byte[] body, long receivedMs) {
            return body;
        }
    },
    /** Standard Webhooks: {@code webhook-signature: v1,<base64> …} over {@code id.timestamp.body}, at most 5 min old. */
    STANDARD("webhook-id", "webhook-signature") {
        @Override
        byte[] key(String secret) {
            return Base64.getDecoder()
                    .decode(secret.startsWith("whsec_") ? secret.substring("whsec_".length()) : secret);
        }

        @Override
        List<byte[]> signatures(String header) {
            List<byte[]> signatures = new ArrayList<>();
            for (String each : header.split(" ", MAX_SIGNATURES + 1)) {
                try {
                    if (each.startsWith("v1,")) {
                        signatures.add(Base64.getDecoder().decode(each.substring("v1,".length())));
                    }
                } catch (IllegalArgumentException e) {
                    // One that can't be read is one that doesn't fit; another may.
                }
            }
            return signatures;
        }

        @Override
        byte @Nullable [] signed(WebhookHeaders headers, byte[] body, long receivedMs) {
            String id = headers.only("webhook-id");
            String timestamp = headers.only("webhook-timestamp");
            if (id == null || timestamp == null || !timestamp.matches("\\d{1,12}")) {
                return null;
            }
            if (Math.abs(Long.parseLong(timestamp) - receivedMs / 1000) > TOLERANCE_SECONDS) {
                return null;
            }
            byte[] before = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
            byte[] signed = new byte[before.length + body.length];
            System.arraycopy(before, 0, signed, 0, before.length);
            System.arraycopy(body, 0, signed, before.length, body.length);
            return signed;
        }
    };

    private static final int MAX_SIGNATURES = 5;
    private static final int TOLERANCE_SECONDS = 300;

    private final String idHeader;
    private final String signatureHeader;

    WebhookScheme(String idHeader, String signatureHeader) {
        this.idHeader = idHeader;
        this.signatureHeader = signatureHeader;
    }

    /**
     * The key that a secret stands for.
     *
     * @throws IllegalArgumentException when it isn't written as the scheme wants it
     */
    abstract byte[] key(String secret);

    /** The signatures that a header holds, without those that can't be read. */
    abstract List<byte[]> signatures(String header);

    /** What is signed, or {@code null} where headers are missing, or older or newer than allowed. */
    abstract byte @Nullable [] signed(WebhookHeaders headers, byte[] body, long receivedMs);

    /** What the sender calls a delivery, or {@code null}. */
    @Nullable
    String deliveryId(WebhookHeaders headers) {
        return headers.only(idHeader);
    }

    /**
     * Checks a delivery.
     *
     * @param body the bytes as they came
     * @param receivedMs when they came, in milliseconds since the epoch
     * @param keys any of which may have signed it
     */
    Signature check(WebhookHeaders headers, byte[] body, long receivedMs, List<byte[]> keys) {
        if (!headers.has(signatureHeader)) {
            return Signature.MISSING;
        }
        String header = headers.only(signatureHeader);
        byte[] signed = signed(headers, body, receivedMs);
        boolean valid = false;
        if (header != null && signed != null) {
            List<byte[]> signatures = signatures(header);
            for (byte[] key : keys) {
                byte[] expected = hmac(key, signed);
                for (byte[] signature : signatures) {
                    valid |= MessageDigest.isEqual(expected, signature);
                }
            }
        }
        return valid ? Signature.VALID : Signature.INVALID;
    }

    private static byte[] hmac(byte[] key, byte[] signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA256", e);
        }
    }
}
