package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.JsonEventCodec;
import io.tocsin.monitor.wire.JsonStream;
import io.tocsin.monitor.wire.RejectedEventException;
import io.tocsin.rules.event.SecurityEvent;
import java.util.List;

/** Any JSON objects, one a line or in an array: the events of a stream whose fields nobody has declared. */
public final class JsonFormat implements LogFormat {

    /** The name on the command line. */
    public static final String NAME = "json";

    private final JsonEventCodec codec;

    /**
     * The format of a stream's events.
     *
     * @param stream says which field their time is in
     */
    public JsonFormat(JsonStream stream) {
        this.codec = new JsonEventCodec(stream);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Framing framing() {
        return Framing.JSON_VALUES;
    }

    @Override
    public LineParser parser(LogSettings settings) {
        return this::parse;
    }

    private List<SecurityEvent> parse(byte[] line, LinePlace place) throws UnparsableLineException {
        byte[] json = place.line() == 1 ? NdjsonFormat.withoutByteOrderMark(line) : line;
        if (NdjsonFormat.isBlank(json)) {
            return List.of();
        }
        try {
            return List.of(codec.decodeLine(json, place.id(), place.origin()));
        } catch (RejectedEventException e) {
            throw new UnparsableLineException(e.detail());
        }
    }
}
