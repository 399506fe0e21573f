package io.tocsin.rules.detect;

/**
 * How far one source has come within a partition.
 *
 * @param newestMs the newest event time seen of it
 * @param activeMs the arrival time of the newest tick at which it had been heard of since the tick before, moved along
 *     where the arrival times of ticks jumped
 * @param heard whether it has been heard of since the last tick
 */
public record SourceProgress(long newestMs, long activeMs, boolean heard) {}
