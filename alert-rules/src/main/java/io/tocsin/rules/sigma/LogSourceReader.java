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
            refuse(logsource, named);
        }
        return new Source(named, streams);
    }

    private void refuse(MapReader logsource, LogSource named) {
        if (named.product() != null && !named.product().equals(LogSource.OWN_PRODUCT)) {
            logsource.problem(
                    "product", "is " + named.product() + ", and no events of it are configured; " + categories());
        } else if (named.service() != null) {
            logsource.problem(
                    "service", "is " + named.service() + ", and no events of it are configured; " + categories());
        } else if (named.category() == null) {
            logsource.problem("category", "is missing; " + categories());
        } else {
            logsource.problem("category", "is " + named.category() + "; " + categories());
        }
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
