package io.tocsin.monitor.wire;

import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.FieldTree;
import io.tocsin.rules.event.JsonEvent;
import io.tocsin.rules.event.Origin;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.hash.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Events of a configured stream as they stand on its topic: any JSON object, whose envelope are the record's headers after
 * CloudEvents 1.0 ({@code ce_source}, {@code ce_id}, {@code ce_time} and the extensions {@code ce_tenant}, {@code
 * ce_originfile}, {@code ce_originline}), each of which may be missing.
 */
public final class JsonEventCodec {
    private static final String TENANT = "ce_tenant";
    private static final String SOURCE = "ce_source";
    private static final String ID = "ce_id";
    private static final String TIME = "ce_time";
    private static final String FILE = "ce_originfile";
    private static final String LINE = "ce_originline";

    private final JsonStream stream;

    /** A codec for the events of one stream. */
    public JsonEventCodec(JsonStream stream) {
        this.stream = stream;
    }

    /**
     * Reads a record.
     *
     * <p>What the event is called: by the configured field, else by {@code ce_id}, else by the SHA-256 of its bytes; its
     * source is {@code ce_source}, else the stream's label.
     *
     * @param value the bytes as received; {@code null} (a tombstone) is malformed
     * @throws RejectedEventException OVERSIZED before MALFORMED before INVALID
     */
    public JsonEvent decode(byte @Nullable [] value, Headers headers) throws RejectedEventException {
        FieldTree tree = JsonTree.read(value);
        String source = text(headers, SOURCE);
        String tenant = text(headers, TENANT);
        EventId id = id(
                tenant == null ? EventId.DEFAULT_TENANT : tenant,
                source == null ? stream.stream().label() : source,
                id(tree, headers, value));
        return event(id, timeMs(tree, headers), origin(headers), tree);
    }

    /**
     * Reads a line of a log.
     *
     * @param line the line's bytes without its end
     * @param id the line's identity
     * @param origin the line's place
     * @throws RejectedEventException where it isn't such an event
     */
    public JsonEvent decodeLine(byte[] line, EventId id, Origin origin) throws RejectedEventException {
        FieldTree tree = JsonTree.read(line);
        JsonTime time = stream.time();
        if (time == null) {
            throw invalid("the time of " + stream.stream().label() + " events stands in no field, but in the header "
                    + TIME + " of their records");
        }
        return event(id, timeIn(tree, time), origin, tree);
    }

    /**
     * Reads what somebody has written of an event that happens now: one that says no time has the present one, in the field
     * and form of its stream.
     *
     * @param id its identity, unless it says one itself
     * @param nowMs the present time in milliseconds since the epoch
     * @throws RejectedEventException where it isn't such an event
     */
    public JsonEvent decodeNew(byte[] json, EventId id, long nowMs) throws RejectedEventException {
        FieldTree tree = JsonTree.read(json);
        JsonTime time = stream.time();
        if (time == null) {
            return event(id, nowMs, null, tree);
        }
        if (!tree.hasField(time.field())) {
            Map<String, @Nullable Object> timed = new LinkedHashMap<>(tree.root());
            timed.put(time.field(), time.format(nowMs));
            tree = new FieldTree(timed);
        }
        return event(id, timeIn(tree, time), null, tree);
    }

    /**
     * Reads an event whose envelope is known.
     *
     * @throws RejectedEventException where it isn't such an event
     */
    public static JsonEvent decode(byte[] value, EventId id, long timeMs, Origin origin, EventStream stream)
            throws RejectedEventException {
        return new JsonEventCodec(new JsonStream(stream, null, null)).event(id, timeMs, origin, JsonTree.read(value));
    }

    private JsonEvent event(EventId id, long timeMs, @Nullable Origin origin, FieldTree tree)
            throws RejectedEventException {
        String key = stream.stream().keyField();
        if (key != null && !JsonEvent.isSingle(tree.field(key))) {
            throw invalid("the event's key, field '" + Printable.head(key) + "', is missing or not one single value");
        }
        return new JsonEvent(id, timeMs, origin, stream.stream(), tree);
    }

    private long timeMs(FieldTree tree, Headers headers) throws RejectedEventException {
        JsonTime time = stream.time();
        if (time != null) {
            return timeIn(tree, time);
        }
        String text = text(headers, TIME);
        if (text == null) {
            throw invalid("the event has no time: the header " + TIME + " is missing");
        }
        try {
            return JsonTime.in(TIME).parse(text);
        } catch (IllegalArgumentException e) {
            throw invalid("the header " + TIME + " can't be read: " + e.getMessage());
        }
    }

    private static long timeIn(FieldTree tree, JsonTime time) throws RejectedEventException {
        try {
            return time.parse(tree.field(time.field()));
        } catch (IllegalArgumentException e) {
            throw invalid("the event's time, field '" + Printable.head(time.field()) + "', " + e.getMessage());
        }
    }

    private String id(FieldTree tree, Headers headers, byte @Nullable [] value) throws RejectedEventException {
        Object own = stream.idField() == null ? null : tree.field(stream.idField());
        if (JsonEvent.isSingle(own)) {
            return String.valueOf(own);
        }
        String id = text(headers, ID);
        return id != null || value == null
                ? String.valueOf(id)
                : HexFormat.of().formatHex(Sha256.digest().digest(value));
    }

    private static EventId id(String tenant, String source, String id) throws RejectedEventException {
        try {
            return new EventId(tenant, source, id);
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Origin origin(Headers headers) throws RejectedEventException {
        String file = text(headers, FILE);
        String line = text(headers, LINE);
        if (file == null || line == null) {
            return null;
        }
        try {
            if (file.length() > EventCodec.MAX_FILE_CHARS) {
                throw invalid("the header " + FILE + " has " + file.length() + " characters; "
                        + EventCodec.MAX_FILE_CHARS + " are allowed");
            }
            return new Origin(file, Long.parseLong(line));
        } catch (IllegalArgumentException e) {
            throw invalid("the header " + LINE + " isn't a line counted from 1");
        }
    }

    private static @Nullable String text(Headers headers, String name) throws RejectedEventException {
        Header header = headers.lastHeader(name);
        if (header == null || header.value() == null) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(header.value()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw invalid("the header " + name + " isn't UTF-8 text");
        }
    }

    private static RejectedEventException invalid(String detail) {
        return new RejectedEventException(RejectReason.INVALID, detail);
    }

    /** About how much memory an event takes. */
    public static long roughBytes(JsonEvent event) {
        return JsonTree.roughBytes(event.tree().root());
    }

    static byte[] encode(JsonEvent event) {
        return JsonTree.write(event.tree());
    }

    /** The headers that stand for what Tocsin's own events say in their values. */
    static void addEnvelope(Headers headers, SecurityEvent event) {
        headers.add(TENANT, utf8(event.eventId().tenant()));
        Origin origin = event.origin();
        if (origin != null) {
            headers.add(FILE, utf8(origin.file())).add(LINE, utf8(Long.toString(origin.line())));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
