package io.tocsin.monitor.broker;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaExitsTest {
    private final CompletableFuture<Throwable> fault = new CompletableFuture<>();

    @AfterEach
    void forget() {
        KafkaExits.forget(fault);
    }

    @Test
    void whereKafkaWouldHaltTheProcessTheBrokerIsReportedDead() {
        KafkaExits.report(fault);

        assertThrows(IllegalStateException.class, () -> Exit.halt(1, "the disk is full"));

        assertTrue(fault.join().getMessage().contains("the disk is full"), fault::toString);
    }

    @Test
    void whereKafkaWouldExitTheBrokerIsReportedDead() {
        KafkaExits.report(fault);

        assertThrows(IllegalStateException.class, () -> Exit.exit(1));

        assertTrue(fault.isDone());
    }

    @Test
    void aBrokerThatHasStoppedIsLeftAlone() {
        KafkaExits.report(fault);
        KafkaExits.forget(fault);

        assertThrows(IllegalStateException.class, () -> Exit.halt(1));

        assertFalse(fault.isDone());
    }
}
