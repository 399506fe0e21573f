package io.tocsin.monitor.detect;

import io.tocsin.monitor.wire.MatchCodec;
import io.tocsin.monitor.wire.MatchRecord;

/**
 * Tells every partition of matches how far a partition of events has come: at each tick, before the first match after the
 * watermark fell back, and in between once it has moved well on and many records were read, as in a backlog.
 */
final class WatermarkSender {
    private static final long MIN_ADVANCE_MS = 10_000;
    private static final int MIN_RECORDS = 1_000;

    private final Outlet outlet;
    private final String partition;
    private long sentMs = Long.MIN_VALUE;
    private int recordsSince;

    WatermarkSender(Outlet outlet, String partition) {
        this.outlet = outlet;
        this.partition = partition;
    }

    /**
     * Sends the watermark if it is time to.
     *
     * @return whether it was sent
     */
    boolean send(long watermarkMs, boolean tick, long arrivalMs) {
        recordsSince++;
        boolean due = tick || (recordsSince >= MIN_RECORDS && watermarkMs - MIN_ADVANCE_MS >= sentMs);
        if (due) {
            sendNow(watermarkMs, arrivalMs);
        }
        return due;
    }

    /** Sends the watermark if it is lower than the one that was sent last. */
    void sendIfFallen(long watermarkMs, long arrivalMs) {
        if (watermarkMs < sentMs || sentMs == Long.MIN_VALUE) {
            sendNow(watermarkMs, arrivalMs);
        }
    }

    private void sendNow(long watermarkMs, long arrivalMs) {
        sentMs = watermarkMs;
        recordsSince = 0;
        byte[] value = MatchCodec.encode(new MatchRecord.Watermark(partition, watermarkMs));
        outlet.match(null, value, arrivalMs);
    }
}
