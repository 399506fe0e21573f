package io.tocsin.monitor.ruletest;

import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.monitor.wire.JsonEventCodec;
import io.tocsin.monitor.wire.RejectedEventException;
import io.tocsin.monitor.wire.Rfc3339;
import io.tocsin.monitor.wire.YamlJson;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.Origin;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlDocuments;
import io.tocsin.rules.yaml.YamlMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One event that a person wrote or copied.
 *
 * @param event the event
 * @param unknown the names of fields that no event of its kind has: rules don't see them
 */
public record WrittenEvent(SecurityEvent event, List<String> unknown) {

    /** What stands on topics and in logs beside what rules see. */
    private static final List<String> ABOUT_EVENTS =
            List.of("version", "type", "tenant", "ce_source", "ce_id", "time", "origin");

    private static final EventId ID = new EventId(EventId.DEFAULT_TENANT, "explain", "1");

    public WrittenEvent {
        unknown = List.copyOf(unknown);
    }

    /**
     * Reads an event in JSON, or in YAML, of which JSON is a part. What a log may leave out may be left out, the time
     * included.
     *
     * @param name what to call it in messages: a file
     * @param stream the configured stream that it is of; {@code null} where it is one of Tocsin's own events
     * @throws InvalidDocumentException if it is none
     */
    public static WrittenEvent read(String name, String text, @Nullable EventStream stream)
            throws InvalidDocumentException {
        Problems problems = new Problems();
        Optional<YamlMap> map = YamlDocuments.readMap(name, text, problems);
        problems.throwIfAny();
        YamlMap fields = map.orElseThrow();
        try {
            SecurityEvent event = stream == null ? own(fields) : of(stream, fields);
            return new WrittenEvent(
                    event,
                    fields.names().stream()
                            .filter(each -> !event.stream().canHave(each) && !ABOUT_EVENTS.contains(each))
                            .toList());
        } catch (RejectedEventException e) {
            problems.add(fields, "not an event: " + e.detail());
            problems.throwIfAny();
            throw new IllegalStateException(e);
        }
    }

    private static SecurityEvent own(YamlMap fields) throws RejectedEventException {
        Map<String, Object> more =
                fields.get("time").isPresent() ? Map.of() : Map.of("time", Rfc3339.parse(TestTime.DEFAULT_START));
        byte[] json = YamlJson.write(fields, UnaryOperator.identity(), more);
        return new EventCodec().decodeLenient(json, ID.tenant(), ID.source(), ID.id(), origin(fields));
    }

    /** When it happened doesn't matter: its time is read by rules as any other field. */
    private static SecurityEvent of(EventStream stream, YamlMap fields) throws RejectedEventException {
        byte[] json = YamlJson.write(fields, UnaryOperator.identity(), Map.of());
        return JsonEventCodec.decode(json, ID, Rfc3339.parse(TestTime.DEFAULT_START), origin(fields), stream);
    }

    private static Origin origin(YamlMap fields) {
        return new Origin(fields.file(), fields.line());
    }
}
