package io.tocsin.rules.hash;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 (FIPS 180-4), which every Java platform has. */
public final class Sha256 {
    /** Never fed: a copy is made in a fraction of the time in which the platform finds a provider. */
    private static final MessageDigest EMPTY = find();

    /** To hash some bytes at once: fed and emptied within one call. */
    private static final ThreadLocal<MessageDigest> AT_ONCE = ThreadLocal.withInitial(Sha256::digest);

    private Sha256() {}

    /** A digest to feed piece by piece. */
    public static MessageDigest digest() {
        try {
            return (MessageDigest) EMPTY.clone();
        } catch (CloneNotSupportedException e) {
            return find();
        }
    }

    private static MessageDigest find() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Feeds a digest one part of several, its length in front, so that no two lists of parts give the same bytes. */
    public static void put(MessageDigest digest, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    /** The hash of some bytes. */
    public static byte[] of(byte[] bytes) {
        return AT_ONCE.get().digest(bytes);
    }

    /** The hash of some bytes as 64 lower-case hex digits. */
    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(of(bytes));
    }
}
