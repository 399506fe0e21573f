package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.monitor.wire.RejectedEventException;
import io.tocsin.rules.event.SecurityEvent;
import java.util.Arrays;
import java.util.List;

/** One JSON object a line, with the fields of our events; {@link EventCodec#decodeLenient} says what may be missing. */
final class NdjsonFormat implements LogFormat {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    @Override
    public String name() {
        return "ndjson";
    }

    @Override
    public LineParser parser(LogSettings settings) {
        EventCodec codec = new EventCodec();
        return (line, place) -> parse(codec, line, place);
    }

    private static List<SecurityEvent> parse(EventCodec codec, byte[] line, LinePlace place)
            throws UnparsableLineException {
        byte[] json = place.line() == 1 ? withoutByteOrderMark(line) : line;
        if (isBlank(json)) {
            return List.of();
        }
        try {
            return List.of(codec.decodeLenient(
                    json, place.tenant(), place.source(), place.id().id(), place.origin()));
        } catch (RejectedEventException e) {
            throw new UnparsableLineException(e.detail());
        }
    }

    static byte[] withoutByteOrderMark(byte[] line) {
        boolean marked = line.length >= 3 && Arrays.equals(line, 0, 3, BYTE_ORDER_MARK, 0, 3);
        return marked ? Arrays.copyOfRange(line, 3, line.length) : line;
    }

    static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
