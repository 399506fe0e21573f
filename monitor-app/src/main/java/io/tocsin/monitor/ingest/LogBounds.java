package io.tocsin.monitor.ingest;

/**
 * How far a compressed or packed log may unfold, so that a small file can't fill memory or keep a machine busy for days.
 *
 * @param maxRatio how many times as large as its compressed bytes the content may be
 * @param graceBytes up to here the ratio isn't looked at
 * @param maxBytes the most bytes that compressed content may have
 * @param maxParts the most files in an archive
 * @param maxHeaderBytes the most bytes that stand in an archive before one of its files, long names included
 */
record LogBounds(long maxRatio, long graceBytes, long maxBytes, int maxParts, int maxHeaderBytes) {

    /** Logs shrink to a tenth or, if they say the same all the time, to a hundredth; a bomb to a thousandth or less. */
    static final LogBounds DEFAULT = new LogBounds(400, 64L << 20, 256L << 30, 100_000, 1 << 20);
}
