package io.tocsin.monitor.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of events, which anybody may have sent, and says in our words what Jackson throws. At most {@link
 * EventCodec#MAX_VALUE_BYTES} bytes of UTF-8, nested no deeper than allowed.
 */
final class StrictJson {
    private final int maxNesting;

    /** Keeps the names it has met in a table that all its parsers share. */
    private final JsonFactory factory;

    /** Slower, without that table: hostile names made to collide can fill it up, for everybody. */
    private final JsonFactory withoutTable;

    StrictJson(int maxNesting) {
        this.maxNesting = maxNesting;
        this.factory = factory(true);
        this.withoutTable = factory(false);
    }

    /** Reads with one parser. */
    @FunctionalInterface
    interface Reading<T> {
        T read(JsonParser json) throws IOException, RejectedEventException;
    }

    /** Writes with one generator. */
    @FunctionalInterface
    interface Writing {
        void write(JsonGenerator json) throws IOException;
    }

    /**
     * Reads the value of a record, or a line.
     *
     * @throws RejectedEventException where it can't be JSON in UTF-8: OVERSIZED before MALFORMED
     */
    <T> T read(byte @Nullable [] value, Reading<T> reading) throws RejectedEventException {
        if (value == null) {
            throw new RejectedEventException(RejectReason.MALFORMED, "the record has no value");
        }
        if (value.length > EventCodec.MAX_VALUE_BYTES) {
            throw new RejectedEventException(
                    RejectReason.OVERSIZED,
                    "the value has " + value.length + " bytes; " + EventCodec.MAX_VALUE_BYTES + " are allowed");
        }
        int invalid = Utf8.firstInvalid(value);
        if (invalid >= 0) {
            throw new RejectedEventException(RejectReason.MALFORMED, "not UTF-8 from byte " + invalid + " on");
        }
        requireUtf8Json(value);
        return readAgain(value, reading);
    }

    /** Reads what was read before, so that its bytes need no check. */
    <T> T readAgain(byte[] value, Reading<T> reading) throws RejectedEventException {
        try {
            return read(factory, value, reading);
        } catch (StreamConstraintsException e) {
            return readWithoutTable(value, reading);
        } catch (JsonEOFException e) {
            throw new RejectedEventException(RejectReason.MALFORMED, "the JSON text ends too early");
        } catch (IOException e) {
            throw new RejectedEventException(RejectReason.MALFORMED, "not well-formed JSON");
        }
    }

    private <T> T readWithoutTable(byte[] value, Reading<T> reading) throws RejectedEventException {
        try {
            return read(withoutTable, value, reading);
        } catch (StreamConstraintsException e) {
            throw new RejectedEventException(RejectReason.MALFORMED, "JSON nested deeper than " + maxNesting);
        } catch (IOException e) {
            throw new RejectedEventException(RejectReason.MALFORMED, "not well-formed JSON");
        }
    }

    private static <T> T read(JsonFactory factory, byte[] value, Reading<T> reading)
            throws IOException, RejectedEventException {
        try (JsonParser json = factory.createParser(value)) {
            return reading.read(json);
        }
    }

    /**
     * Writes the value of a record.
     *
     * @throws IllegalArgumentException where it would be too large to be read back
     */
    byte[] write(Writing writing) {
        try (ByteArrayBuilder out = new ByteArrayBuilder(256)) {
            try (JsonGenerator json = factory.createGenerator(out)) {
                writing.write(json);
            }
            byte[] value = out.toByteArray();
            if (value.length > EventCodec.MAX_VALUE_BYTES) {
                throw new IllegalArgumentException(
                        "the event has " + value.length + " bytes; " + EventCodec.MAX_VALUE_BYTES + " are allowed");
            }
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    /** No intern(): hostile names would stay for ever. But for nesting, the limits are the value's own size. */
    private JsonFactory factory(boolean tableOfNames) {
        return new JsonFactoryBuilder()
                .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
                .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, tableOfNames)
                .configure(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8, true)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(maxNesting)
                        .maxStringLength(EventCodec.MAX_VALUE_BYTES)
                        .maxNameLength(EventCodec.MAX_VALUE_BYTES)
                        .maxNumberLength(EventCodec.MAX_VALUE_BYTES)
                        .build())
                .build();
    }

    /** Jackson would take a byte order mark, and guess UTF-16 or UTF-32 from zeros in the first four bytes. */
    private static void requireUtf8Json(byte[] value) throws RejectedEventException {
        for (int i = 0; i < Math.min(4, value.length); i++) {
            if (value[i] == 0 || value[i] == (byte) 0xEF) {
                throw new RejectedEventException(RejectReason.MALFORMED, "not JSON in UTF-8 without a byte order mark");
            }
            if (value[i] == '"') {
                return;
            }
        }
    }
}
