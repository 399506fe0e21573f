package io.tocsin.rules.event;

import io.tocsin.rules.event.FieldMapping.Target;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A stream of events: what one topic of events holds. Three are Tocsin's own, further ones are configured.
 *
 * @param label its name, which no other has: in the topic's, in those of stores and metrics
 * @param logSources what {@code logsource} of a rule may name it as, at least one
 * @param keyField the field whose value keys the topic: rules that group by it alone are counted in place; {@code null} where
 *     none does
 * @param fields the fields that its events can have; empty where they may have any
 * @param mappings what rules of other taxonomies call it and its fields; of a taxonomy there may be several
 */
public record EventStream(
        String label,
        List<LogSource> logSources,
        @Nullable String keyField,
        List<String> fields,
        List<FieldMapping> mappings) {

    /** What a label may be: a part of the names of topics, stores and metrics. */
    private static final Pattern LABEL = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    /** Attempts to sign in. */
    public static final EventStream LOGIN = own(EventType.LOGIN);

    /** Answers of the platform's API. */
    public static final EventStream API_RESPONSE = own(EventType.API_RESPONSE);

    /** Webhook deliveries. */
    public static final EventStream WEBHOOK = own(EventType.WEBHOOK);

    /** Tocsin's own streams, in the order of {@link EventType}. */
    public static final List<EventStream> OWN = List.of(LOGIN, API_RESPONSE, WEBHOOK);

    public EventStream {
        logSources = List.copyOf(logSources);
        fields = List.copyOf(fields);
        mappings = List.copyOf(mappings);
        if (!isLabel(label)) {
            throw new IllegalArgumentException(
                    "the stream is called '" + label + "'; 1 to 40 of a-z 0-9 - are allowed");
        }
        if (logSources.isEmpty()) {
            throw new IllegalArgumentException("the stream " + label + " has no log source; one is needed");
        }
    }

    /** A stream whose fields rules call as they are. */
    public EventStream(String label, List<LogSource> logSources, @Nullable String keyField, List<String> fields) {
        this(label, logSources, keyField, fields, List.of());
    }

    /** Whether a stream may be called so: 1 to 40 of a-z, 0-9 and, but at the beginning, hyphens. */
    public static boolean isLabel(String label) {
        return LABEL.matcher(label).matches();
    }

    private static EventStream own(EventType type) {
        return new EventStream(type.label(), List.of(LogSource.of(type)), type.keyField(), type.fields());
    }

    /** The stream of Tocsin's own events of a type. */
    public static EventStream of(EventType type) {
        return switch (type) {
            case LOGIN -> LOGIN;
            case API_RESPONSE -> API_RESPONSE;
            case WEBHOOK -> WEBHOOK;
        };
    }

    /** Tocsin's own streams and these. */
    public static List<EventStream> ownAnd(List<EventStream> others) {
        return Stream.concat(OWN.stream(), others.stream()).toList();
    }

    /** The type of its events where they are Tocsin's own. */
    public Optional<EventType> type() {
        for (EventType type : EventType.values()) {
            if (type.label().equals(label)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The same stream under further names. */
    public EventStream with(List<LogSource> furtherSources, List<FieldMapping> furtherMappings) {
        return new EventStream(
                label,
                Stream.concat(logSources.stream(), furtherSources.stream()).toList(),
                keyField,
                fields,
                Stream.concat(mappings.stream(), furtherMappings.stream()).toList());
    }

    /** The same stream as rules of one taxonomy see it. */
    public EventStream in(String taxonomy) {
        List<FieldMapping> its = mappings.stream()
                .filter(mapping -> mapping.taxonomy().equals(taxonomy))
                .toList();
        return its.size() == mappings.size() ? this : new EventStream(label, logSources, keyField, fields, its);
    }

    /** Whether rules for a log source look at its events. */
    public boolean isOf(LogSource named) {
        return Stream.concat(logSources.stream(), mappings.stream().flatMap(each -> each.logSources().stream()))
                .anyMatch(named::covers);
    }

    /** Whether its events can have any field, so that no name of one is wrong. */
    public boolean hasAnyField() {
        return fields.isEmpty();
    }

    /** Whether rules can name a field of its events so. */
    public boolean canHave(String field) {
        return hasAnyField() || fields.contains(field) || target(field).isPresent();
    }

    /** The names of fields that rules can use, where these are known. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>(fields);
        mappings.forEach(mapping -> names.addAll(mapping.fields().keySet()));
        return names;
    }

    /** What a name stands for, if it isn't an event's own. */
    public Optional<Target> target(String name) {
        return mappings.stream()
                .filter(mapping -> mapping.fields().containsKey(name))
                .map(mapping -> mapping.fields().get(name))
                .findFirst();
    }

    /** Whether a name stands for the value that keys the topic. */
    public boolean isKey(String name) {
        Target target = target(name).orElseGet(() -> new Target(name));
        return target.values().isEmpty() && target.field().equals(keyField);
    }
}
