package io.tocsin.benchmarks.scan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The least that finds failed logins in a file: parses, and keeps the times of each user's last five failures. */
final class RingBufferLoop {
    private static final int THRESHOLD = 5;
    private static final long WINDOW_MS = 300_000;
    private static final JsonFactory JSON = new JsonFactory();

    private static final class Ring {
        private final long[] times = new long[THRESHOLD];
        private int seen;
        private boolean isAbove;
    }

    private RingBufferLoop() {}

    /** How many episodes there are. */
    static long run(Path file) throws IOException {
        Map<String, Ring> rings = new HashMap<>();
        long episodes = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
                JsonParser json = JSON.createParser(in)) {
            String user = "";
            String time = "";
            boolean success = true;
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    JsonToken value = json.nextToken();
                    switch (name) {
                        case "userId" -> user = json.getText();
                        case "time" -> time = json.getText();
                        case "success" -> success = value == JsonToken.VALUE_TRUE;
                        default -> json.getText();
                    }
                } else if (token == JsonToken.END_OBJECT && !success) {
                    episodes += crosses(rings.computeIfAbsent(user, any -> new Ring()), time) ? 1 : 0;
                }
            }
        }
        return episodes;
    }

    private static boolean crosses(Ring ring, String time) {
        long timeMs = Instant.parse(time).toEpochMilli();
        ring.times[ring.seen++ % THRESHOLD] = timeMs;
        boolean isAbove = ring.seen >= THRESHOLD && timeMs - ring.times[ring.seen % THRESHOLD] < WINDOW_MS;
        boolean crossed = isAbove && !ring.isAbove;
        ring.isAbove = isAbove;
        return crossed;
    }
}
