package io.tocsin.rules.sigma;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.FieldMapping;
import io.tocsin.rules.event.LogSource;
import io.tocsin.rules.yaml.MapReader;
import java.util.List;
import java.util.Set;

/** Reads {@code logsource}: what events a detection or a filter is for. */
final class LogSourceReader {
    private final LogSources sources;

    LogSourceReader(LogSources sources) {
        this.sources = sources;
    }

    /**
     * What a document looks at.
     *
     * @param named as it names it
     * @param streams the streams of events that this means; none where there are no events of it
     */
    record Source(LogSource named, Set<EventStream> streams) {
        static final Source REFUSED = new Source(new LogSource(null, null, null), Set.of());
    }

    /** The source that a document names; after a problem it means nothing, and the rule set is refused. */
    Source read(MapReader document) {
        String taxonomy = document.string("taxonomy").orElse(FieldMapping.SIGMA);
        return document.map("logsource")
                .map(logsource -> source(logsource, taxonomy))
                .orElse(Source.REFUSED);
    }

    private Source source(MapReader logsource, String taxonomy) {
        logsource.string("definition");
        LogSource named = new LogSource(
                logsource.string("product").orElse(null),
                logsource.string("category").orElse(null),
                logsource.string("service").orElse(null));
        Set<EventStream> streams = sources.of(named, taxonomy);
        if (named.product() == null && named.category() == null && named.service() == null) {
            logsource.problem("category", "is missing; " + categories());
            return Source.REFUSED;
        } else if (streams.isEmpty() && !sources.any()) {
            refuse(logsource, named, taxonomy);
        }
        return new Source(named, streams);
    }

    /** Blames the first part with which there are no events, so that nobody looks for a mistake where there is none. */
    private void refuse(MapReader logsource, LogSource named, String taxonomy) {
        boolean isOwn = LogSource.OWN_PRODUCT.equals(named.product());
        LogSource product = new LogSource(named.product(), null, null);
        LogSource both = new LogSource(named.product(), named.category(), null);
        String none = ", and no events of it are configured";
        if (named.product() != null && !isOwn && !isThere(product, taxonomy)) {
            logsource.problem("product", "is " + named.product() + none + "; " + categories());
        } else if (named.product() != null && !isOwn && !isThere(both, taxonomy)) {
            logsource.problem("category", "is " + named.category() + none + " for " + product + "; " + categories());
        } else if (named.service() != null) {
            String beside = both.toString();
            logsource.problem(
                    "service",
                    "is " + named.service() + none + (beside.isEmpty() ? "" : " for " + beside) + "; " + categories());
        } else if (named.category() == null) {
            logsource.problem("category", "is missing; " + categories());
        } else {
            logsource.problem("category", "is " + named.category() + "; " + categories());
        }
    }

    private boolean isThere(LogSource some, String taxonomy) {
        return !sources.of(some, taxonomy).isEmpty();
    }

    private String categories() {
        List<String> others = sources.streams().stream()
                .flatMap(stream -> stream.logSources().stream())
                .filter(source -> !LogSource.OWN_PRODUCT.equals(source.product()))
                .map(LogSource::toString)
                .toList();
        return "Tocsin's own categories are "
                + String.join(
                        ", ", EventStream.OWN.stream().map(EventStream::label).toList())
                + (others.isEmpty() ? "" : "; configured are " + String.join(" · ", others));
    }
}
