package io.tocsin.monitor.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.tocsin.rules.event.EventId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Ticks: the records that let time pass where no event comes. What counts is the time at which the broker appended
 * them; doubles are harmless.
 *
 * <p>A tick has no key, the header {@code ce_type=tocsin.tick} and a small JSON value of version 1. An import opens and
 * closes its source with a tick in every partition: {@code "source"} with {@code "open"} (the event time it begins at)
 * or {@code "close": true}. As it goes on it repeats the first with the event time it has come to.
 */
public final class TickCodec {
    private static final byte[] TYPE = "tocsin.tick".getBytes(StandardCharsets.UTF_8);
    private static final int MAX_TICK_BYTES = 8 * 1024;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(2)
                    .maxNumberLength(20)
                    .build())
            .build();
    private static final byte[] PLAIN = encode(Tick.PLAIN);

    /**
     * One tick.
     *
     * @param source the {@code ce_source} that it opens or closes, or {@code null} for a plain tick
     * @param openMs the event time at which the source begins, in milliseconds since the epoch, or {@code null} where
     *     it doesn't open one
     * @param close whether the source has no more events
     */
    public record Tick(@Nullable String source, @Nullable Long openMs, boolean close) {
        static final Tick PLAIN = new Tick(null, null, false);

        public Tick {
            if (source == null ? openMs != null || close : (openMs != null) == close) {
                throw new IllegalArgumentException(
                        "a tick with a source either opens or closes it, one without neither");
            }
            if (source != null && (source.isEmpty() || source.length() > EventId.MAX_LENGTH)) {
                throw new IllegalArgumentException("a tick's source has 1 to " + EventId.MAX_LENGTH + " characters");
            }
            if (openMs != null && (openMs < 0 || openMs > Rfc3339.MAX_TIME_MS)) {
                throw new IllegalArgumentException("a tick opens at " + openMs + " ms, outside 1970 to 9999");
            }
        }
    }

    private TickCodec() {}

    /** The headers of every tick. */
    public static Headers headers() {
        return new RecordHeaders().add("ce_type", TYPE);
    }

    /** Whether a record with these headers is a tick. */
    public static boolean isTick(Headers headers) {
        Header type = headers.lastHeader("ce_type");
        return type != null && Arrays.equals(type.value(), TYPE);
    }

    /** A tick that says nothing but that time has passed. */
    public static byte[] tick() {
        return PLAIN.clone();
    }

    /** A tick that announces a source whose first event has this time, in milliseconds since the epoch. */
    public static byte[] open(String source, long firstEventMs) {
        return encode(new Tick(source, firstEventMs, false));
    }

    /** A tick that says that nothing more comes from a source. */
    public static byte[] close(String source) {
        return encode(new Tick(source, null, true));
    }

    /**
     * Reads a tick's value.
     *
     * @throws MalformedRecordException when it is none
     */
    public static Tick decode(byte @Nullable [] value) throws MalformedRecordException {
        if (value == null || value.length > MAX_TICK_BYTES || Utf8.firstInvalid(value) >= 0) {
            throw new MalformedRecordException("a tick is a short JSON object in UTF-8");
        }
        try (JsonParser json = JSON.createParser(value)) {
            return read(json);
        } catch (IOException | IllegalArgumentException e) {
            throw new MalformedRecordException("not a tick: " + e.getClass().getSimpleName(), e);
        }
    }

    private static Tick read(JsonParser json) throws IOException, MalformedRecordException {
        String source = null;
        Long openMs = null;
        boolean close = false;
        boolean version = false;
        boolean type = false;
        require(json.nextToken() == JsonToken.START_OBJECT, "it is not a JSON object");
        String name;
        while ((name = json.nextFieldName()) != null) {
            JsonToken token = json.nextToken();
            switch (name) {
                case "version" -> {
                    require(token == JsonToken.VALUE_NUMBER_INT && json.getLongValue() == 1, "its version is not 1");
                    version = true;
                }
                case "type" -> {
                    require(token == JsonToken.VALUE_STRING && json.getText().equals("tick"), "its type is not tick");
                    type = true;
                }
                case "source" -> {
                    require(token == JsonToken.VALUE_STRING, "its source is not a string");
                    source = json.getText();
                    require(!Utf8.hasLoneSurrogate(source), "its source has half of a surrogate pair");
                }
                case "open" -> {
                    require(token == JsonToken.VALUE_NUMBER_INT, "its open is not a whole number");
                    openMs = json.getLongValue();
                }
                case "close" -> {
                    require(token.isBoolean(), "its close is neither true nor false");
                    close = json.getBooleanValue();
                }
                default -> throw new MalformedRecordException("not a tick: it has an unknown field");
            }
        }
        require(json.nextToken() == null, "more follows its end");
        require(version && type, "its version or type is missing");
        return new Tick(source, openMs, close);
    }

    private static void require(boolean holds, String otherwise) throws MalformedRecordException {
        if (!holds) {
            throw new MalformedRecordException("not a tick: " + otherwise);
        }
    }

    private static byte[] encode(Tick tick) {
        try (ByteArrayBuilder out = new ByteArrayBuilder(64)) {
            try (JsonGenerator json = JSON.createGenerator(out)) {
                json.writeStartObject();
                json.writeNumberField("version", 1);
                json.writeStringField("type", "tick");
                String source = tick.source();
                if (source != null) {
                    json.writeStringField("source", source);
                }
                Long openMs = tick.openMs();
                if (openMs != null) {
                    json.writeNumberField("open", openMs);
                }
                if (tick.close()) {
                    json.writeBooleanField("close", true);
                }
                json.writeEndObject();
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }
}
