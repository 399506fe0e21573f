package io.tocsin.monitor.wire;

import com.fasterxml.jackson.core.io.SerializedString;
import io.tocsin.monitor.wire.PersonalData.Kind;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.EventType;
import io.tocsin.rules.event.KeyStatus;
import io.tocsin.rules.event.Labelled;
import io.tocsin.rules.event.Permission;
import io.tocsin.rules.event.TlsVersion;
import io.tocsin.rules.event.WebhookEvent.Signature;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The fields of an event's JSON: what form each has, in which events it stands, and where it must. */
enum EventField {
    VERSION("version", Form.WHOLE, 0, null),
    TYPE("type", Form.TEXT, 32, null),
    TENANT("tenant", Form.TEXT, EventId.MAX_LENGTH, null),
    CE_SOURCE("ce_source", Form.TEXT, EventId.MAX_LENGTH, null),
    CE_ID("ce_id", Form.TEXT, EventId.MAX_LENGTH, null),
    TIME("time", Form.TIME, 64, null),
    ORIGIN("origin", Form.ORIGIN, 0, null),
    USER_ID("userId", Form.TEXT, EventCodec.MAX_NAME_CHARS, Kind.USER_ID),
    USER_NAME("userName", Form.TEXT, EventCodec.MAX_NAME_CHARS, Kind.USER_ID),
    CLIENT_ID("clientId", Form.TEXT, EventCodec.MAX_NAME_CHARS, null),
    SOURCE("source", Form.TEXT, EventCodec.MAX_NAME_CHARS, null),
    SUCCESS("success", Form.TRUTH, 0, null),
    SIGNATURE("signature", Signature.values()),
    REPLAYED("replayed", Form.TRUTH, 0, null),
    SOURCE_LISTED("sourceListed", Form.TRUTH, 0, null),
    METHOD("method", Form.TEXT, EventCodec.MAX_METHOD_CHARS, null),
    ENDPOINT("endpoint", Form.TEXT, EventCodec.MAX_TEXT_CHARS, null),
    RESPONSE_CODE("responseCode", Form.WHOLE, 0, null),
    SOURCE_IP("sourceIp", Form.TEXT, EventCodec.MAX_ADDRESS_CHARS, Kind.ADDRESS),
    FORWARDED_FOR("forwardedFor", Form.TEXT, EventCodec.MAX_TEXT_CHARS, Kind.ADDRESS),
    USER_AGENT("userAgent", Form.TEXT, EventCodec.MAX_TEXT_CHARS, Kind.USER_AGENT),
    KEY_ID("keyId", Form.TEXT, EventCodec.MAX_KEY_ID_CHARS, null),
    KEY_STATUS("keyStatus", KeyStatus.values()),
    PERMISSION("permission", Permission.values()),
    TLS_VERSION("tlsVersion", TlsVersion.values());

    /** What a field's value looks like. */
    enum Form {
        /** A string of at most the field's length. */
        TEXT,
        /** One of the field's few texts. */
        CHOICE,
        /** A whole number. */
        WHOLE,
        /** {@code true} or {@code false}. */
        TRUTH,
        /** A time of RFC 3339, or a whole number of milliseconds since the epoch. */
        TIME,
        /** An object of {@code file} and {@code line}. */
        ORIGIN
    }

    private static final Map<String, EventField> BY_LABEL = new HashMap<>();
    private static final Map<EventType, EventField[]> ORDER = new EnumMap<>(EventType.class);
    private static final Map<EventType, Integer> ALLOWED = new EnumMap<>(EventType.class);
    private static final Map<EventType, Integer> REQUIRED = new EnumMap<>(EventType.class);

    static {
        for (EventField field : values()) {
            BY_LABEL.put(field.label, field);
        }
        int head = mask(VERSION, TYPE, TENANT, CE_SOURCE, CE_ID, TIME);
        REQUIRED.put(EventType.LOGIN, head | mask(USER_ID, SUCCESS));
        REQUIRED.put(EventType.API_RESPONSE, head | mask(CLIENT_ID, ENDPOINT, RESPONSE_CODE));
        REQUIRED.put(EventType.WEBHOOK, head | mask(SOURCE, SIGNATURE, REPLAYED, SOURCE_LISTED));
        for (EventType type : EventType.values()) {
            EventField[] own = type.sentFields().stream().map(BY_LABEL::get).toArray(EventField[]::new);
            ALLOWED.put(type, head | mask(ORIGIN) | mask(own));
            ORDER.put(
                    type,
                    Stream.of(
                                    Stream.of(VERSION, TYPE, TENANT, CE_SOURCE, CE_ID, TIME),
                                    Arrays.stream(own),
                                    Stream.of(ORIGIN))
                            .flatMap(fields -> fields)
                            .toArray(EventField[]::new));
        }
    }

    private final String label;
    private final SerializedString serialized;
    private final Form form;
    private final int maxChars;
    private final @Nullable Kind personal;
    private final List<String> choices;

    EventField(String label, Form form, int maxChars, @Nullable Kind personal) {
        this(label, form, maxChars, personal, List.of());
    }

    EventField(String label, Labelled... choices) {
        this(label, Form.CHOICE, 32, null, Labelled.labels(choices));
    }

    EventField(String label, Form form, int maxChars, @Nullable Kind personal, List<String> choices) {
        this.label = label;
        this.serialized = new SerializedString(label);
        this.form = form;
        this.maxChars = maxChars;
        this.personal = personal;
        this.choices = choices;
    }

    static @Nullable EventField of(String label) {
        return BY_LABEL.get(label);
    }

    /** The fields that an event of this type may have, in the order in which they are written. */
    static EventField[] order(EventType type) {
        return Objects.requireNonNull(ORDER.get(type));
    }

    /** Where a field stands in an order that has it. */
    static int placeIn(EventField[] order, EventField field) {
        int place = 0;
        while (order[place] != field) {
            place++;
        }
        return place;
    }

    /** The fields that an event of this type may have, one bit each. */
    static int allowed(EventType type) {
        return Objects.requireNonNull(ALLOWED.get(type));
    }

    /** The fields that an event of this type must have, one bit each. */
    static int required(EventType type) {
        return Objects.requireNonNull(REQUIRED.get(type));
    }

    static int mask(EventField... fields) {
        return Arrays.stream(fields).mapToInt(EventField::bit).reduce(0, (a, b) -> a | b);
    }

    int bit() {
        return 1 << ordinal();
    }

    /** The name in JSON. */
    String label() {
        return label;
    }

    /** The name in JSON, ready to be compared with bytes. */
    SerializedString serialized() {
        return serialized;
    }

    Form form() {
        return form;
    }

    /** The longest text, in UTF-16 units. */
    int maxChars() {
        return maxChars;
    }

    /** The only texts that the field can have; empty where it can have any. */
    List<String> choices() {
        return choices;
    }

    /** What kind of personal data the field holds, or {@code null}. */
    @Nullable
    Kind personal() {
        return personal;
    }
}
