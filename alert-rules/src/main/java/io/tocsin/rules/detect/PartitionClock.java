package io.tocsin.rules.detect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells how far event time has come in one partition, from the newest event of each of its sources, and which events are
 * late or from the future. Has no clock of its own: it moves with the records it is shown and nothing else.
 *
 * <p>At most {@link #MAX_SOURCES} sources are told apart; what comes beyond shares one place, {@link #OTHERS}, until an
 * idle source makes room.
 */
public final class PartitionClock {

    /** As many sources of a partition are told apart at most. */
    public static final int MAX_SOURCES = 256;

    /** So long a silence does one tick stand for at most: the longest time there may be between two. */
    public static final long MAX_TICK_STEP_MS = 30_000;

    /** The place that sources beyond {@link #MAX_SOURCES} share; no source has this name. */
    public static final String OTHERS = "";

    /** What the clock thinks of an event's time. */
    public enum Verdict {
        ON_TIME,
        LATE,
        FUTURE
    }

    private final TimeSettings settings;
    private final Map<String, SourceProgress> sources;
    private long tickMs;
    private long watermarkMs;
    private boolean watermarkKnown;

    /**
     * A clock as it was stored.
     *
     * @param sources each source's progress
     * @param tickMs the arrival time of the last tick; {@link Long#MIN_VALUE} for none
     */
    public PartitionClock(TimeSettings settings, Map<String, SourceProgress> sources, long tickMs) {
        this.settings = settings;
        this.sources = new HashMap<>(sources);
        this.tickMs = tickMs;
    }

    /** Judges an event's time and moves on if it is on time. */
    public Verdict observe(String source, long eventMs, long arrivalMs) {
        if (eventMs - settings.futureToleranceMs() > arrivalMs) {
            return Verdict.FUTURE;
        }
        SourceProgress before = sources.get(placeOf(source));
        if (before != null && eventMs < before.newestMs() - settings.allowedLatenessMs()) {
            return Verdict.LATE;
        }
        hear(source, eventMs, arrivalMs);
        return Verdict.ON_TIME;
    }

    /**
     * Takes note that a source has come to a time, without judging: it opened, or its events came by another way. A time
     * from the future counts as the latest that an event may have, else all of the source's events would be late.
     */
    public void hear(String source, long eventMs, long arrivalMs) {
        String place = placeOf(source);
        SourceProgress before = sources.get(place);
        long heardMs = Math.min(eventMs, arrivalMs + settings.futureToleranceMs());
        long newestMs = before == null ? heardMs : Math.max(before.newestMs(), heardMs);
        long activeMs = before == null ? Math.max(tickMs, arrivalMs) : before.activeMs();
        if (before == null || newestMs != before.newestMs() || !before.heard()) {
            sources.put(place, new SourceProgress(newestMs, activeMs, true));
            watermarkKnown = false;
        }
    }

    /** Forgets a source that says it has come to its end. */
    public Optional<String> close(String source) {
        watermarkKnown = false;
        return sources.remove(source) == null ? Optional.empty() : Optional.of(source);
    }

    /**
     * A tick: the arrival time moves on, and sources that were silent grow idle. It may move far ahead or back, where the
     * broker's clock was wrong or no ticks were sent for a while: silence is measured by the ticks that were, so that no
     * source grows idle in a jump.
     *
     * @return the idle sources that were forgotten because the places had run out
     */
    public List<String> tick(long arrivalMs) {
        long steppedMs = tickMs == Long.MIN_VALUE ? 0 : arrivalMs - tickMs;
        long jumpedMs = steppedMs - Math.max(0, Math.min(steppedMs, MAX_TICK_STEP_MS));
        tickMs = arrivalMs;
        sources.replaceAll((source, progress) -> afterTick(progress, jumpedMs));
        watermarkKnown = false;
        List<String> forgotten = new ArrayList<>();
        if (sources.size() >= MAX_SOURCES) {
            sources.forEach((source, progress) -> {
                if (isIdle(progress)) {
                    forgotten.add(source);
                }
            });
            forgotten.forEach(sources::remove);
        }
        return forgotten;
    }

    private SourceProgress afterTick(SourceProgress progress, long jumpedMs) {
        if (progress.heard()) {
            return new SourceProgress(progress.newestMs(), tickMs, false);
        }
        return jumpedMs == 0
                ? progress
                : new SourceProgress(progress.newestMs(), progress.activeMs() + jumpedMs, false);
    }

    /**
     * The time before which no more events are expected: the newest time of the slowest source that isn't idle, or the last
     * tick where all are, less the allowed lateness. It may fall back when a source begins or wakes.
     */
    public long watermarkMs() {
        if (!watermarkKnown) {
            long slowestMs = Long.MAX_VALUE;
            for (SourceProgress progress : sources.values()) {
                if (!isIdle(progress)) {
                    slowestMs = Math.min(slowestMs, progress.newestMs());
                }
            }
            long reachedMs = slowestMs == Long.MAX_VALUE ? tickMs : slowestMs;
            watermarkMs = reachedMs == Long.MIN_VALUE ? Long.MIN_VALUE : reachedMs - settings.allowedLatenessMs();
            watermarkKnown = true;
        }
        return watermarkMs;
    }

    /** The arrival time of the last tick, or {@link Long#MIN_VALUE}. */
    public long tickMs() {
        return tickMs;
    }

    /** Every source's progress, for whoever stores it. */
    public Map<String, SourceProgress> sources() {
        return Collections.unmodifiableMap(sources);
    }

    /** The place under which a source's progress stands: its own name, or {@link #OTHERS}. */
    public String placeOf(String source) {
        return sources.containsKey(source) || sources.size() < MAX_SOURCES ? source : OTHERS;
    }

    private boolean isIdle(SourceProgress progress) {
        return !progress.heard() && tickMs - progress.activeMs() >= settings.idleAfterMs();
    }
}
