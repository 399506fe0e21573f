package io.tocsin.monitor.worker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;

/** A topic of what is to be done, and one of what became of it, whose partitions belong together. */
public final class PairedTopics {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final long POLL_MS = 100;

    private PairedTopics() {}

    /**
     * Makes sure of that.
     *
     * @throws IllegalStateException if they haven't the same number of partitions, or one doesn't exist
     */
    public static void requireSamePartitions(Consumer<?, ?> consumer, String requests, String outcomes) {
        int expected = partitions(consumer, requests);
        int found = partitions(consumer, outcomes);
        if (expected != found || expected == 0) {
            throw new IllegalStateException("the topics " + requests + " and " + outcomes + " have " + expected
                    + " and " + found + " partitions; they must have the same number, and exist");
        }
    }

    /** 0 if the topic doesn't exist; asks for a while, as brokers learn of a new topic one after the other. */
    private static int partitions(Consumer<?, ?> consumer, String topic) {
        long deadlineNanos = System.nanoTime() + TIMEOUT.toNanos();
        int partitions = consumer.partitionsFor(topic).size();
        while (partitions == 0 && System.nanoTime() - deadlineNanos < 0) {
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return 0;
            }
            partitions = consumer.partitionsFor(topic).size();
        }
        return partitions;
    }
}
