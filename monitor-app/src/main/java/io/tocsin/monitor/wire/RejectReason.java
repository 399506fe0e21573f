package io.tocsin.monitor.wire;

/** Why a record of an {@code events.*} topic was not taken. The names stand in the headers of {@code events.rejected}. */
public enum RejectReason {
    /** Not one well-formed JSON text in UTF-8, or nested too deeply; a record without a value, too. */
    MALFORMED,
    /** JSON, but not an event of its topic: a wrong type, a field unknown, missing or doubled, a value out of range. */
    INVALID,
    /** More than {@link EventCodec#MAX_VALUE_BYTES} bytes; not looked into. */
    OVERSIZED,
    /** Its time is further behind its source's newest event than the lateness that is allowed. */
    LATE,
    /** Its time is further ahead of its append time than clocks may differ. */
    FUTURE
}
