package io.tocsin.monitor.detect;

import java.nio.ByteBuffer;

/** Times as bytes that sort as the times do, at the beginning of keys. */
final class OrderedTime {
    private OrderedTime() {}

    static byte[] bytes(long timeMs) {
        return ByteBuffer.allocate(Long.BYTES).putLong(timeMs ^ Long.MIN_VALUE).array();
    }

    static long of(byte[] key) {
        return ByteBuffer.wrap(key).getLong() ^ Long.MIN_VALUE;
    }
}
