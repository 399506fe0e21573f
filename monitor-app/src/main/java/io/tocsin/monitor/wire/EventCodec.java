package io.tocsin.monitor.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tocsin.monitor.wire.PersonalData.Kind;
import io.tocsin.rules.event.ApiResponseEvent;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.EventType;
import io.tocsin.rules.event.JsonEvent;
import io.tocsin.rules.event.Labelled;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.Origin;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.event.WebhookEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Events as they stand on the {@code events.*} topics: one strict JSON object of version 1, with the headers of the
 * CloudEvents 1.0 Kafka protocol binding in binary mode.
 *
 * <p>Reading is strict: nothing unknown, missing or doubled, no {@code null}; optional fields are left out. Text stays
 * verbatim, with control characters (as JSON escapes) and empty names. Only the value is read; the headers repeat it
 * for others.
 *
 * <p>Instances may be shared between threads.
 */
public final class EventCodec {

    /** The most bytes that an event may have. */
    public static final int MAX_VALUE_BYTES = 64 * 1024;

    /** The longest {@code userId}, {@code userName}, {@code clientId} or {@code source}, in UTF-16 units. */
    public static final int MAX_NAME_CHARS = 1_024;

    /** The longest {@code origin.file}: what file systems let a name have. */
    public static final int MAX_FILE_CHARS = 255;

    /** The longest {@code endpoint}, {@code userAgent} or {@code forwardedFor}: what web servers let a request line or header have. */
    public static final int MAX_TEXT_CHARS = 8_192;

    /** The longest {@code method}. */
    public static final int MAX_METHOD_CHARS = 64;

    /** The longest {@code keyId}: shorter than a key of the platform, so that no sender puts the key itself there. */
    public static final int MAX_KEY_ID_CHARS = 64;

    /** The longest {@code sourceIp}: an IPv6 address with a zone. */
    public static final int MAX_ADDRESS_CHARS = 64;

    /** The longest line of a log: an event that is made of it must have room for its identity and place. */
    public static final int MAX_LINE_BYTES = MAX_VALUE_BYTES - 8 * 1024;

    /** How deep JSON may nest before it is called malformed; an event needs two levels. */
    public static final int MAX_NESTING = 16;

    private static final String CONTENT_TYPE = "application/json";
    private static final String SPEC_VERSION = "1.0";

    private static final StrictJson JSON = new StrictJson(MAX_NESTING);

    private static final byte[][] BEGINNINGS = Arrays.stream(EventType.values())
            .map(type -> utf8("{\"version\":1,\"type\":\"" + type.label() + "\","))
            .toArray(byte[][]::new);

    private final PersonalData personal;

    public EventCodec() {
        this(PersonalData.PLAIN);
    }

    public EventCodec(PersonalData personal) {
        this.personal = personal;
    }

    /**
     * Reads the value of a record.
     *
     * @param expected the kind of events on the record's topic
     * @param value the bytes as received; {@code null} (a tombstone) is malformed
     * @throws RejectedEventException when it is anything but such an event: OVERSIZED before MALFORMED before INVALID
     */
    public SecurityEvent decode(EventType expected, byte @Nullable [] value) throws RejectedEventException {
        return JSON.read(value, json -> new EventReader(json, expected, personal, false).read());
    }

    /**
     * Reads a line of a log in JSON.
     *
     * <p>Lenient where a log may be poorer than an event: {@code version}, {@code tenant} and {@code type} may be left
     * out where the fields tell the type ({@code signature}: webhook; {@code clientId} and {@code responseCode}: API
     * response; {@code userId} and {@code success}: login), unknown fields and {@code null} are passed over, and a
     * webhook without {@code replayed} or {@code sourceListed} was not replayed and came from a listed address.
     *
     * <p>The line's own {@code ce_source}, {@code ce_id} and {@code origin} are never taken: an import is exactly once
     * because its identities follow the file's order, and a line must not be able to pass for an event of a live
     * source, whose watermark and duplicates it would share.
     *
     * @param line the line's bytes without its end
     * @param defaultTenant the tenant of a line that names none
     * @param source the import's {@code ce_source}
     * @param id the line's {@code ce_id}
     * @param origin the line's place
     * @throws RejectedEventException when the line is no event
     */
    public SecurityEvent decodeLenient(byte[] line, String defaultTenant, String source, String id, Origin origin)
            throws RejectedEventException {
        if (line.length > MAX_LINE_BYTES) {
            throw new RejectedEventException(
                    RejectReason.OVERSIZED,
                    "the line has " + line.length + " bytes; " + MAX_LINE_BYTES + " are allowed");
        }
        EventType begun = typeAtBeginning(line);
        EventType type = begun == null ? JSON.read(line, EventCodec::typeOf) : begun;
        StrictJson.Reading<SecurityEvent> event =
                json -> new EventReader(json, type, personal, true).read(defaultTenant, source, id, origin);
        return begun == null ? JSON.readAgain(line, event) : JSON.read(line, event);
    }

    /** The type of a line that begins as we write events: it need not be parsed twice. */
    private static @Nullable EventType typeAtBeginning(byte[] line) {
        for (EventType type : EventType.values()) {
            byte[] beginning = BEGINNINGS[type.ordinal()];
            if (line.length >= beginning.length
                    && Arrays.equals(line, 0, beginning.length, beginning, 0, beginning.length)) {
                return type;
            }
        }
        return null;
    }

    private static EventType typeOf(JsonParser json) throws IOException, RejectedEventException {
        int seen = 0;
        if (json.nextToken() == JsonToken.START_OBJECT) {
            String name;
            while ((name = json.nextFieldName()) != null) {
                JsonToken token = json.nextToken();
                EventField field = EventField.of(name);
                if (field == EventField.TYPE && token != JsonToken.VALUE_NULL) {
                    // What else is wrong with the line shows when it is read as an event of this type.
                    return typeOf(json.getText());
                }
                seen |= field == null || token == JsonToken.VALUE_NULL ? 0 : field.bit();
                json.skipChildren();
            }
        }
        return typeByFields(seen);
    }

    private static EventType typeOf(String label) throws RejectedEventException {
        for (EventType type : EventType.values()) {
            if (type.label().equals(label)) {
                return type;
            }
        }
        throw new RejectedEventException(RejectReason.INVALID, "type is not login, api-response or webhook");
    }

    private static EventType typeByFields(int seen) throws RejectedEventException {
        if ((seen & EventField.SIGNATURE.bit()) != 0) {
            return EventType.WEBHOOK;
        }
        int api = EventField.mask(EventField.CLIENT_ID, EventField.RESPONSE_CODE);
        if ((seen & api) == api) {
            return EventType.API_RESPONSE;
        }
        int login = EventField.mask(EventField.USER_ID, EventField.SUCCESS);
        if ((seen & login) == login) {
            return EventType.LOGIN;
        }
        throw new RejectedEventException(
                RejectReason.INVALID,
                "no type, and no fields that tell one: userId and success, clientId and responseCode, or signature");
    }

    /**
     * Writes an event; the same event always gives the same bytes.
     *
     * @throws IllegalArgumentException when the event could not be read back: a time outside 1970 to 9999, text too
     *     long or with half of a surrogate pair
     */
    public byte[] encode(SecurityEvent event) {
        if (event instanceof JsonEvent any) {
            return JsonEventCodec.encode(any);
        }
        return JSON.write(json -> {
            json.writeStartObject();
            write(json, event);
            json.writeEndObject();
        });
    }

    /** The record's key: the value of the event's key field in UTF-8; {@code null} where its stream has none. */
    public byte @Nullable [] key(SecurityEvent event) {
        if (event instanceof LoginEvent login) {
            return utf8(personal.protect(Kind.USER_ID, login.userId()));
        }
        String key = event.key();
        return key == null ? null : utf8(key);
    }

    /** The CloudEvents headers of an event's record. */
    public Headers headers(SecurityEvent event) {
        EventId id = event.eventId();
        Headers headers = new RecordHeaders()
                .add("ce_specversion", utf8(SPEC_VERSION))
                .add("ce_id", utf8(id.id()))
                .add("ce_source", utf8(id.source()))
                .add("ce_type", utf8("tocsin." + event.stream().label()))
                .add("ce_time", utf8(Rfc3339.format(event.timeMs())))
                .add("content-type", utf8(CONTENT_TYPE));
        if (event instanceof JsonEvent) {
            JsonEventCodec.addEnvelope(headers, event);
        }
        return headers;
    }

    private void write(JsonGenerator json, SecurityEvent event) throws IOException {
        json.writeNumberField(EventField.VERSION.label(), 1);
        text(json, EventField.TYPE, event.stream().label());
        text(json, EventField.TENANT, event.eventId().tenant());
        text(json, EventField.CE_SOURCE, event.eventId().source());
        text(json, EventField.CE_ID, event.eventId().id());
        text(json, EventField.TIME, Rfc3339.format(event.timeMs()));
        if (event instanceof LoginEvent login) {
            text(json, EventField.USER_ID, login.userId());
            text(json, EventField.USER_NAME, login.userName());
            json.writeBooleanField(EventField.SUCCESS.label(), login.success());
            text(json, EventField.SOURCE_IP, login.sourceIp());
            text(json, EventField.FORWARDED_FOR, login.forwardedFor());
            text(json, EventField.USER_AGENT, login.userAgent());
        } else if (event instanceof ApiResponseEvent api) {
            text(json, EventField.CLIENT_ID, api.clientId());
            text(json, EventField.METHOD, api.method());
            text(json, EventField.ENDPOINT, api.endpoint());
            json.writeNumberField(EventField.RESPONSE_CODE.label(), api.responseCode());
            text(json, EventField.SOURCE_IP, api.sourceIp());
            text(json, EventField.FORWARDED_FOR, api.forwardedFor());
            text(json, EventField.USER_AGENT, api.userAgent());
            text(json, EventField.KEY_ID, api.keyId());
            choice(json, EventField.KEY_STATUS, api.keyStatus());
            choice(json, EventField.PERMISSION, api.permission());
            choice(json, EventField.TLS_VERSION, api.tlsVersion());
        } else if (event instanceof WebhookEvent webhook) {
            writeWebhook(json, webhook);
        }
        Origin origin = event.origin();
        if (origin != null) {
            json.writeObjectFieldStart(EventField.ORIGIN.label());
            json.writeStringField("file", checked("origin.file", MAX_FILE_CHARS, origin.file()));
            json.writeNumberField("line", origin.line());
            json.writeEndObject();
        }
    }

    private void writeWebhook(JsonGenerator json, WebhookEvent webhook) throws IOException {
        text(json, EventField.SOURCE, webhook.source());
        text(json, EventField.SIGNATURE, webhook.signature().label());
        json.writeBooleanField(EventField.REPLAYED.label(), webhook.replayed());
        json.writeBooleanField(EventField.SOURCE_LISTED.label(), webhook.sourceListed());
        text(json, EventField.SOURCE_IP, webhook.sourceIp());
        text(json, EventField.FORWARDED_FOR, webhook.forwardedFor());
        text(json, EventField.ENDPOINT, webhook.endpoint());
        Integer responseCode = webhook.responseCode();
        if (responseCode != null) {
            json.writeNumberField(EventField.RESPONSE_CODE.label(), responseCode);
        }
        choice(json, EventField.TLS_VERSION, webhook.tlsVersion());
    }

    private static void choice(JsonGenerator json, EventField field, @Nullable Labelled value) throws IOException {
        if (value != null) {
            json.writeStringField(field.label(), value.label());
        }
    }

    private void text(JsonGenerator json, EventField field, @Nullable String value) throws IOException {
        if (value != null) {
            Kind kind = field.personal();
            String stored = kind == null ? value : personal.protect(kind, value);
            json.writeStringField(field.label(), checked(field.label(), field.maxChars(), stored));
        }
    }

    private static String checked(String label, int maxChars, String value) {
        if (value.length() > maxChars) {
            throw new IllegalArgumentException(
                    label + " has " + value.length() + " characters; " + maxChars + " are allowed");
        }
        if (Utf8.hasLoneSurrogate(value)) {
            throw new IllegalArgumentException(label + " has half of a surrogate pair, which is not text");
        }
        return value;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
