package io.tocsin.monitor.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.monitor.wire.JsonStream;
import io.tocsin.monitor.wire.JsonTime;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.event.LogSource;
import io.tocsin.rules.event.SecurityEvent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFormatTest {
    private static final EventStream STREAM =
            new EventStream("any", List.of(new LogSource("any", null, null)), null, List.of());
    private static final LogFormat FORMAT = new JsonFormat(new JsonStream(STREAM, JsonTime.in("t"), null));

    private LogReader.Counts counts = new LogReader.Counts(0, 0, 0, 0, List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"t\":1,\"a\":\"x\"}\n{\"t\":2,\"a\":{\"b\":[1,2]}}\n",
                "{\"t\":1,\"a\":\"x\"}\r\n\r\n{\"t\":2,\"a\":{\"b\":[1,2]}}",
                "\uFEFF{\"t\":1,\"a\":\"x\"}\n{\"t\":2,\"a\":{\"b\":[1,2]}}",
                "[{\"t\":1,\"a\":\"x\"},{\"t\":2,\"a\":{\"b\":[1,2]}}]",
                " \n[\n  {\"t\": 1, \"a\": \"x\"},\n  {\n \"t\": 2,\n \"a\": {\"b\": [1, 2]}\n}\n]\n",
            })
    void readsOneObjectALineOrTheElementsOfAnArray(String text) throws IOException {
        List<SecurityEvent> events = read(text);
        assertEquals(2, events.size());
        assertEquals("x", events.get(0).field("a"));
        assertEquals(List.of(1L, 2L), events.get(1).field("a.b"));
        assertEquals(2_000, events.get(1).timeMs());
        assertEquals(0, counts.unparsableLines());
    }

    @Test
    void bracketsAndQuotesWithinTextsEndNothing() throws IOException {
        List<SecurityEvent> events = read("[{\"t\":1,\"a\":\"]},\\\"{\"},{\"t\":2}]");
        assertEquals(2, events.size());
        assertEquals("]},\"{", events.get(0).field("a"));
    }

    @Test
    void whatIsNoEventIsToldWithItsPlaceAndTheRestIsRead() throws IOException {
        assertEquals(1, read("{\"t\":1}\n{broken\n[]\n{\"x\":1}\n").size());
        assertEquals(
                List.of(
                        "2: not well-formed JSON",
                        "3: not a JSON object",
                        "4: the event's time, field 't', is missing"),
                counts.shown().stream()
                        .map(line -> line.line() + ": " + line.reason())
                        .toList());
        assertEquals(1, read("[1,{\"t\":1},\"x\",{\"t\":2").size());
        assertEquals(3, counts.unparsableLines());
    }

    private List<SecurityEvent> read(String text) throws IOException {
        List<SecurityEvent> events = new ArrayList<>();
        try (LogFile file = LogFile.of("log", new ByteArrayInputStream(text.getBytes(UTF_8)), FORMAT.framing())) {
            LogReader reader = new LogReader(file, FORMAT, LogSettings.defaults(Clock.systemUTC()), "s");
            for (List<SecurityEvent> found = reader.nextEvents(); found != null; found = reader.nextEvents()) {
                events.addAll(found);
            }
            counts = reader.counts();
        }
        return events;
    }
}
