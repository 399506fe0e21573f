package io.tocsin.monitor.config;

import io.tocsin.monitor.wire.JsonStream;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.sigma.FieldMappings;
import io.tocsin.rules.sigma.LogSources;
import io.tocsin.rules.sigma.RuleSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * The streams of events that rules look at.
 *
 * @param own Tocsin's own, with all names that rules have for them
 * @param configured further ones, whose events may be any JSON
 */
public record Sources(List<EventStream> own, List<JsonStream> configured) {

    /** Tocsin's own, with the names that are shipped. */
    public static final Sources OWN = new Sources(FieldMappings.own(), List.of());

    public Sources {
        own = List.copyOf(own);
        configured = List.copyOf(configured);
    }

    /** The log sources that rules may name. */
    public LogSources logSources() {
        return new LogSources(
                Stream.concat(own.stream(), configured.stream().map(JsonStream::stream))
                        .toList(),
                false);
    }

    /** The labels of the configured streams that no rule looks at. */
    public List<String> unseen(RuleSet rules) {
        return configured.stream()
                .map(each -> each.stream().label())
                .filter(label -> rules.detections().stream().noneMatch(rule -> rule.isOf(label)))
                .toList();
    }

    /** The same with one more stream. */
    public Sources and(JsonStream further) {
        return new Sources(
                own, Stream.concat(configured.stream(), Stream.of(further)).toList());
    }
}
