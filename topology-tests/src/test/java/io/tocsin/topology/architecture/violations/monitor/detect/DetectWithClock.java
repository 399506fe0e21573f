package io.tocsin.topology.architecture.violations.monitor.detect;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** Public, so that the other broken classes can depend on it. */
public final class DetectWithClock {

    private DetectWithClock() {}

    public static long now(ProcessorContext<byte[], byte[]> context) {
        context.schedule(Duration.ofSeconds(1), PunctuationType.WALL_CLOCK_TIME, time -> {});
        return context.currentSystemTimeMs() + System.currentTimeMillis() + System.nanoTime();
    }

    public static String id() {
        return UUID.randomUUID() + "-" + Math.random() + "-"
                + ThreadLocalRandom.current().nextInt() + Clock.systemUTC();
    }

    public static byte[] bytes(String text) throws Exception {
        try (StringSerializer serializer = new StringSerializer()) {
            serializer.serialize("topic", text);
        }
        return new ObjectMapper().writeValueAsBytes(text);
    }
}
