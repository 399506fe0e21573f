package io.tocsin.rules.sigma;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.FieldMapping;
import io.tocsin.rules.event.LogSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The streams of events that rules may look at.
 *
 * @param streams Tocsin's own and further ones
 * @param any whether every other log source may be named, be there events of it or not
 */
public record LogSources(List<EventStream> streams, boolean any) {

    /** Tocsin's own events alone. */
    public static final LogSources OWN = new LogSources(FieldMappings.own(), false);

    /** All that somebody may have written a rule for. */
    public static final LogSources ANY = new LogSources(FieldMappings.own(), true);

    public LogSources {
        streams = List.copyOf(streams);
    }

    /** Tocsin's own streams and these, and nothing else. */
    public static LogSources ownAnd(List<EventStream> others) {
        return new LogSources(
                Stream.concat(FieldMappings.own().stream(), others.stream()).toList(), false);
    }

    /**
     * The streams that a rule for this log source looks at, as rules of its taxonomy see them. Of Tocsin's own, a rule has to
     * say which.
     */
    Set<EventStream> of(LogSource named, String taxonomy) {
        Set<EventStream> found = new LinkedHashSet<>();
        for (EventStream stream : streams) {
            EventStream seen = stream.in(taxonomy);
            if (seen.isOf(named) && !named.equals(LogSource.ALL_OWN)) {
                found.add(seen);
            }
        }
        return found;
    }

    /** The taxonomies that a rule may name; {@code tocsin} are the events' own names. */
    Set<String> taxonomies() {
        Set<String> known = new TreeSet<>(Set.of(FieldMapping.SIGMA, LogSource.OWN_PRODUCT));
        streams.forEach(stream -> stream.mappings().forEach(mapping -> known.add(mapping.taxonomy())));
        return known;
    }
}
