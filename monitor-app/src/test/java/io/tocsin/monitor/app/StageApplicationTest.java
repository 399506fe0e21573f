package io.tocsin.monitor.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tocsin.monitor.config.Stage;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageApplicationTest {
    @TempDir
    private Path folder;

    private StageApplication application;

    @BeforeEach
    void make() {
        application = new StageApplication(
                Stage.NOTIFY,
                new Topology().addSource("in", "in"),
                StreamsProperties.of(
                        Stage.NOTIFY, Map.of("bootstrap.servers", "127.0.0.1:1"), "notify", "a", folder, false),
                InstantSource.fixed(Instant.EPOCH),
                reason -> {});
    }

    @AfterEach
    void close() {
        application.close();
    }

    @Test
    void aThreadThatFailsIsReplacedUntilTooManyDo() {
        for (int i = 0; i < 5; i++) {
            assertEquals(StreamThreadExceptionResponse.REPLACE_THREAD, application.respondTo(failure()));
        }

        assertEquals(StreamThreadExceptionResponse.SHUTDOWN_CLIENT, application.respondTo(failure()));
    }

    @Test
    void whoeverIsThrownOutByAnotherOfTheSameNameDoesNotComeBack() {
        Throwable fenced = new StreamsException(new FencedInstanceIdException("another consumer has registered"));

        assertEquals(StreamThreadExceptionResponse.SHUTDOWN_CLIENT, application.respondTo(fenced));
    }

    private static Throwable failure() {
        return new StreamsException("a task failed");
    }
}
