package io.tocsin.rules.detect;

import io.tocsin.rules.hash.Sha256;
import java.nio.ByteBuffer;

/**
 * The first 128 bits of the SHA-256 of an event's bytes as received. Two events of one id are the same event only if
 * their bytes are the same; a cryptographic hash keeps a forged event from passing for another.
 */
public record Fingerprint(long high, long low) implements Comparable<Fingerprint> {

    /** The fingerprint of some bytes. */
    public static Fingerprint of(byte[] bytes) {
        ByteBuffer digest = ByteBuffer.wrap(Sha256.of(bytes));
        return new Fingerprint(digest.getLong(), digest.getLong());
    }

    @Override
    public int compareTo(Fingerprint other) {
        int byHigh = Long.compare(high, other.high);
        return byHigh != 0 ? byHigh : Long.compare(low, other.low);
    }
}
