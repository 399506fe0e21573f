package io.tocsin.rules.sigma;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.LogSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The streams of events that rules may look at.
 *
 * @param streams Tocsin's own and further ones
 * @param any whether every other log source may be named, be there events of it or not
 */
public record LogSources(List<EventStream> streams, boolean any) {

    /** Tocsin's own events alone. */
    public static final LogSources OWN = new LogSources(EventStream.OWN, false);

    /** All that somebody may have written a rule for. */
    public static final LogSources ANY = new LogSources(EventStream.OWN, true);

    public LogSources {
        streams = List.copyOf(streams);
    }

    /** Tocsin's own streams and these, and nothing else. */
    public static LogSources ownAnd(List<EventStream> others) {
        return new LogSources(EventStream.ownAnd(others), false);
    }

    /** The streams that a rule for this log source looks at. Of Tocsin's own, a rule has to say which. */
    Set<EventStream> of(LogSource named) {
        Set<EventStream> found = new LinkedHashSet<>();
        for (EventStream stream : streams) {
            if (stream.isOf(named) && !named.equals(LogSource.ALL_OWN)) {
                found.add(stream);
            }
        }
        return found;
    }
}
