package io.tocsin.monitor.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tocsin.monitor.wire.PersonalData.Kind;
import io.tocsin.rules.event.ApiResponseEvent;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.EventType;
import io.tocsin.rules.event.KeyStatus;
import io.tocsin.rules.event.Labelled;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.Origin;
import io.tocsin.rules.event.Permission;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.event.TlsVersion;
import io.tocsin.rules.event.WebhookEvent;
import io.tocsin.rules.event.WebhookEvent.Signature;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one event from one JSON text; made for each.
 *
 * <p>The first thing wrong with the event is kept while the rest of the text is still read, so that what is not JSON is
 * called {@link RejectReason#MALFORMED} whatever else is wrong with it.
 */
final class EventReader {
    private static final int VERSION = 1;

    /** What a line of a log may hold in any form: its identity and place are the caller's. */
    private static final Set<EventField> NEVER_TAKEN =
            EnumSet.of(EventField.CE_SOURCE, EventField.CE_ID, EventField.ORIGIN);

    private static final int OPTIONAL_IN_LINES = EventField.mask(
            EventField.VERSION,
            EventField.TYPE,
            EventField.TENANT,
            EventField.CE_SOURCE,
            EventField.CE_ID,
            EventField.REPLAYED,
            EventField.SOURCE_LISTED);

    private final JsonParser json;
    private final EventValues values;
    private final EventType type;
    private final PersonalData personal;
    private final boolean lenient;

    private final @Nullable String[] texts = new @Nullable String[EventField.values().length];
    private int seen;
    private int truths;
    private long timeMs;
    private int responseCode;
    private @Nullable Origin origin;

    EventReader(JsonParser json, EventType type, PersonalData personal, boolean lenient) {
        this.json = json;
        this.values = new EventValues(json);
        this.type = type;
        this.personal = personal;
        this.lenient = lenient;
    }

    /** Reads an event that says everything itself. */
    SecurityEvent read() throws IOException, RejectedEventException {
        readFields();
        requireNothingWrong(EventField.required(type));
        EventId id = new EventId(text(EventField.TENANT), text(EventField.CE_SOURCE), text(EventField.CE_ID));
        return event(id, origin);
    }

    /** Reads a line of a log, whose identity and place the caller gives. */
    SecurityEvent read(String defaultTenant, String source, String id, Origin place)
            throws IOException, RejectedEventException {
        readFields();
        requireNothingWrong(EventField.required(type) & ~OPTIONAL_IN_LINES);
        String tenant = texts[EventField.TENANT.ordinal()];
        return event(new EventId(tenant == null ? defaultTenant : tenant, source, id), place);
    }

    private void readFields() throws IOException, RejectedEventException {
        JsonToken first = json.nextToken();
        if (first == null) {
            throw new RejectedEventException(RejectReason.MALFORMED, "the value is empty");
        } else if (first != JsonToken.START_OBJECT) {
            values.wrong("not a JSON object");
            json.skipChildren();
        } else {
            readMembers();
        }
        if (json.nextToken() != null) {
            throw new RejectedEventException(RejectReason.MALFORMED, "more follows the end of the JSON text");
        }
    }

    /**
     * Reads fields in any order. Most senders write them in ours: the name that comes next there is compared byte by byte,
     * and looked up only where it is another.
     */
    private void readMembers() throws IOException, RejectedEventException {
        EventField[] order = EventField.order(type);
        int next = 0;
        while (true) {
            if (next < order.length && json.nextFieldName(order[next].serialized())) {
                json.nextToken();
                readField(order[next++]);
                continue;
            }
            String name = next < order.length ? json.currentName() : json.nextFieldName();
            if (json.currentToken() != JsonToken.FIELD_NAME) {
                return;
            }
            EventField field = EventField.of(name);
            json.nextToken();
            if (field != null && (field.bit() & EventField.allowed(type)) != 0) {
                readField(field);
                next = EventField.placeIn(order, field) + 1;
            } else {
                if (!lenient) {
                    values.wrong("field '" + Printable.head(name) + "' is not one of " + type.label() + " events");
                }
                json.skipChildren();
            }
        }
    }

    private void readField(EventField field) throws IOException, RejectedEventException {
        if (lenient && (json.currentToken() == JsonToken.VALUE_NULL || NEVER_TAKEN.contains(field))) {
            json.skipChildren();
            return;
        }
        if ((seen & field.bit()) != 0) {
            values.wrong("field '" + field.label() + "' stands there twice");
        }
        seen |= field.bit();
        switch (field.form()) {
            case TEXT -> readText(field);
            case CHOICE -> readChoice(field);
            case WHOLE -> readWhole(field);
            case TRUTH -> readTruth(field);
            case TIME -> timeMs = values.time();
            case ORIGIN -> origin = values.origin();
        }
    }

    private void readText(EventField field) throws IOException, RejectedEventException {
        String value = values.string(field.label(), field.maxChars());
        if (value == null) {
            return;
        }
        Kind kind = field.personal();
        texts[field.ordinal()] = kind == null ? value : personal.reveal(kind, value);
        switch (field) {
            case TENANT, CE_SOURCE, CE_ID -> {
                if (value.isEmpty()) {
                    values.wrong("field '" + field.label() + "' is empty");
                }
            }
            case TYPE -> {
                if (!value.equals(type.label())) {
                    values.wrong("type is '" + Printable.head(value) + "'; '" + type.label() + "' is expected here");
                }
            }
            default -> {}
        }
    }

    private void readChoice(EventField field) throws IOException, RejectedEventException {
        String value = values.string(field.label(), field.maxChars());
        if (value == null) {
            return;
        }
        texts[field.ordinal()] = value;
        if (!field.choices().contains(value)) {
            values.wrong(field.label() + " is '" + Printable.head(value) + "'; one of "
                    + String.join(", ", field.choices()) + " is expected");
        }
    }

    private void readWhole(EventField field) throws IOException {
        long value = values.whole(field.label());
        if (field == EventField.VERSION) {
            if (value != VERSION) {
                values.wrong("version is " + value + "; this program knows " + VERSION);
            }
        } else {
            if (value < 100 || value > 599) {
                values.wrong(field.label() + " is " + value + "; an HTTP status is 100 to 599");
            }
            responseCode = (int) value;
        }
    }

    private void readTruth(EventField field) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_TRUE) {
            truths |= field.bit();
        } else if (json.currentToken() != JsonToken.VALUE_FALSE) {
            values.wrongType(field.label(), "true or false");
        }
    }

    private void requireNothingWrong(int required) throws RejectedEventException {
        if ((required & ~seen) != 0) {
            EventField missing = EventField.values()[Integer.numberOfTrailingZeros(required & ~seen)];
            values.wrong("field '" + missing.label() + "' is missing");
        }
        String problem = values.problem();
        if (problem != null) {
            throw new RejectedEventException(RejectReason.INVALID, problem);
        }
    }

    private SecurityEvent event(EventId id, @Nullable Origin place) {
        @Nullable String sourceIp = texts[EventField.SOURCE_IP.ordinal()];
        @Nullable String forwardedFor = texts[EventField.FORWARDED_FOR.ordinal()];
        @Nullable String endpoint = texts[EventField.ENDPOINT.ordinal()];
        @Nullable String userAgent = texts[EventField.USER_AGENT.ordinal()];
        return switch (type) {
            case LOGIN ->
                new LoginEvent(
                        id,
                        timeMs,
                        place,
                        text(EventField.USER_ID),
                        texts[EventField.USER_NAME.ordinal()],
                        truth(EventField.SUCCESS, false),
                        sourceIp,
                        forwardedFor,
                        userAgent);
            case API_RESPONSE ->
                new ApiResponseEvent(
                        id,
                        timeMs,
                        place,
                        text(EventField.CLIENT_ID),
                        texts[EventField.METHOD.ordinal()],
                        text(EventField.ENDPOINT),
                        responseCode,
                        sourceIp,
                        forwardedFor,
                        userAgent,
                        texts[EventField.KEY_ID.ordinal()],
                        choice(EventField.KEY_STATUS, KeyStatus.values()),
                        choice(EventField.PERMISSION, Permission.values()),
                        choice(EventField.TLS_VERSION, TlsVersion.values()));
            case WEBHOOK ->
                new WebhookEvent(
                        id,
                        timeMs,
                        place,
                        text(EventField.SOURCE),
                        Labelled.of(text(EventField.SIGNATURE), Signature.values())
                                .orElseThrow(),
                        truth(EventField.REPLAYED, false),
                        truth(EventField.SOURCE_LISTED, true),
                        sourceIp,
                        forwardedFor,
                        endpoint,
                        (seen & EventField.RESPONSE_CODE.bit()) == 0 ? null : (Integer) responseCode,
                        choice(EventField.TLS_VERSION, TlsVersion.values()));
        };
    }

    private String text(EventField field) {
        String value = texts[field.ordinal()];
        if (value == null) {
            throw new IllegalStateException("field '" + field.label() + "' was required and is not there");
        }
        return value;
    }

    private boolean truth(EventField field, boolean whenMissing) {
        return (seen & field.bit()) == 0 ? whenMissing : (truths & field.bit()) != 0;
    }

    private <T extends Labelled> @Nullable T choice(EventField field, T[] values) {
        String label = texts[field.ordinal()];
        return label == null ? null : Labelled.of(label, values).orElseThrow();
    }
}
