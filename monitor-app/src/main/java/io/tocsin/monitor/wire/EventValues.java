package io.tocsin.monitor.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tocsin.rules.event.Origin;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of one event from its JSON text. The first thing wrong with them is kept, and reading goes on: what isn't
 * JSON shows only at the end.
 */
final class EventValues {
    private static final int MAX_WHOLE_DIGITS = 18;

    private final JsonParser json;
    private @Nullable String problem;

    EventValues(JsonParser json) {
        this.json = json;
    }

    /** The first thing that is wrong, in a sentence; {@code null} if nothing is. */
    @Nullable
    String problem() {
        return problem;
    }

    /** Notes what is wrong, unless something was before. */
    void wrong(String sentence) {
        if (problem == null) {
            problem = sentence;
        }
    }

    /** Notes that the value at hand is of another type, and passes it over. */
    void wrongType(String label, String expected) throws IOException {
        wrong("field '" + label + "' is not " + expected);
        json.skipChildren();
    }

    /** The string at hand, or {@code null} with the problem noted. */
    @Nullable
    String string(String label, int maxChars) throws IOException, RejectedEventException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            wrongType(label, "a string");
            return null;
        }
        String value = json.getText();
        if (Utf8.hasLoneSurrogate(value)) {
            throw new RejectedEventException(
                    RejectReason.MALFORMED, "field '" + label + "' has half of a surrogate pair, which is not text");
        }
        if (value.length() > maxChars) {
            wrong("field '" + label + "' has " + value.length() + " characters; " + maxChars + " are allowed");
            return null;
        }
        return value;
    }

    /** The whole number at hand, or 0 with the problem noted. */
    long whole(String label) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            wrongType(label, "a whole number");
            return 0;
        }
        if (json.getTextLength() > MAX_WHOLE_DIGITS) {
            wrong("field '" + label + "' is a number of " + json.getTextLength() + " digits, out of its range");
            return 0;
        }
        return json.getLongValue();
    }

    /** The time at hand, milliseconds since 1970, or 0 with the problem noted. */
    long time() throws IOException, RejectedEventException {
        long timeMs;
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            timeMs = whole("time");
        } else {
            String value = string("time", EventField.TIME.maxChars());
            if (value == null) {
                return 0;
            }
            try {
                timeMs = Rfc3339.parse(value);
            } catch (IllegalArgumentException e) {
                wrong("time is '" + Printable.head(value) + "': " + e.getMessage());
                return 0;
            }
        }
        if (timeMs < 0 || timeMs > Rfc3339.MAX_TIME_MS) {
            wrong("time is " + timeMs + " ms; 0 (1970) to " + Rfc3339.MAX_TIME_MS + " (the end of 9999) is allowed");
        }
        return timeMs;
    }

    /** The place at hand, or {@code null} with the problem noted. */
    @Nullable
    Origin origin() throws IOException, RejectedEventException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            wrongType("origin", "an object of file and line");
            return null;
        }
        String file = null;
        boolean fileSeen = false;
        long line = 0;
        boolean lineSeen = false;
        String name;
        while ((name = json.nextFieldName()) != null) {
            json.nextToken();
            if (name.equals("file") && !fileSeen) {
                fileSeen = true;
                file = string("origin.file", EventCodec.MAX_FILE_CHARS);
            } else if (name.equals("line") && !lineSeen) {
                lineSeen = true;
                line = whole("origin.line");
            } else {
                wrong("field 'origin." + Printable.head(name) + "' is unknown or stands there twice");
                json.skipChildren();
            }
        }
        if (file == null || line < 1) {
            wrong("origin needs a file and a line counted from 1");
            return null;
        }
        return new Origin(file, line);
    }
}
