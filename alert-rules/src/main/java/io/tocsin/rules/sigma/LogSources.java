package io.tocsin.rules.sigma;

import io.tocsin.rules.event.LogSource;
import java.util.List;

/**
 * The log sources that rules may name beside those of Tocsin's own events.
 *
 * @param others the log sources of other events
 * @param any whether every other log source may be named, be there events of it or not
 */
public record LogSources(List<LogSource> others, boolean any) {

    /** Tocsin's own events alone. */
    public static final LogSources OWN = new LogSources(List.of(), false);

    /** All that somebody may have written a rule for. */
    public static final LogSources ANY = new LogSources(List.of(), true);

    public LogSources {
        others = List.copyOf(others);
    }

    boolean isKnown(LogSource source) {
        return any || others.stream().anyMatch(source::covers);
    }
}
