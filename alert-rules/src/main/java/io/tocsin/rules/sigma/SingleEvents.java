package io.tocsin.rules.sigma;

import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.yaml.MapReader;
import io.tocsin.rules.yaml.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes a detection alert on its own: as if a correlation counted it, per key of its events' topic (per tenant where it has none), from the first match on.
 * So it alerts at once, and what follows from the same key within the timespan lengthens the episode instead of telling
 * people of every event.
 */
final class SingleEvents {

    private final MapReader reader;
    private final Problems problems;

    SingleEvents(MapReader reader, Problems problems) {
        this.reader = reader;
        this.problems = problems;
    }

    /** The correlations that alert of a detection, under its own name: one for each field that keys some of its events. */
    List<CorrelationRule> of(DetectionRule detection) {
        TocsinBlock custom = new TocsinBlock(reader);
        Map<List<String>, Set<EventStream>> streamsByKey = new LinkedHashMap<>();
        for (EventStream stream : detection.streams()) {
            String key = stream.keyField();
            streamsByKey
                    .computeIfAbsent(key == null ? List.of() : List.of(key), added -> new LinkedHashSet<>())
                    .add(stream);
        }
        List<CorrelationRule> rules = new ArrayList<>();
        streamsByKey.forEach((groupBy, streams) -> {
            DetectionRule keyed = new DetectionRule(
                    detection.info(), detection.source(), streams, detection.condition(), detection.filters());
            rules.add(perKey(keyed, groupBy, custom));
        });
        return rules;
    }

    private CorrelationRule perKey(DetectionRule detection, List<String> groupBy, TocsinBlock custom) {
        return new CorrelationRule(
                detection.info(),
                CorrelationType.EVENT_COUNT,
                List.of(detection),
                List.of(),
                groupBy,
                FieldAliases.NONE,
                custom.timespanMs(),
                CorrelationCondition.atLeast(1),
                custom.baseScore(detection.info()),
                custom.distinct(groupBy, new SharedFields(detection, problems)),
                false,
                custom.responses(groupBy, FieldAliases.NONE));
    }

    /** A detection that only correlations look at says in vain what its own alerts would be like. */
    void refuse() {
        TocsinBlock custom = new TocsinBlock(reader);
        if (custom.saysMoreThanTenants()) {
            custom.ignoreRest();
            reader.problem(
                    "tocsin",
                    "has no effect but for `tenants`: the detection doesn't alert on its own, since correlations refer to it;"
                            + " say so there, or `generate: true` in one of them");
        }
    }
}
