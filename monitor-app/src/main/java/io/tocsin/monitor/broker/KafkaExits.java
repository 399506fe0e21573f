package io.tocsin.monitor.broker;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps Kafka from ending the process. Where no fault handler is asked (a full or failing disk, above all) its classes
 * call {@link Exit}, whose procedures are one per JVM: here they tell every broker of this JVM that it is dead.
 */
final class KafkaExits {
    private static final Set<CompletableFuture<Throwable>> FAULTS = ConcurrentHashMap.newKeySet();

    private KafkaExits() {}

    /** From now on, completes {@code fault} when Kafka wants to end the process. */
    static void report(CompletableFuture<Throwable> fault) {
        FAULTS.add(fault);
        Exit.setExitProcedure(KafkaExits::refuse);
        Exit.setHaltProcedure(KafkaExits::refuse);
    }

    @SuppressWarnings("CollectionUndefinedEquality") // this very future is meant
    static void forget(CompletableFuture<Throwable> fault) {
        FAULTS.remove(fault);
    }

    private static void refuse(int status, @Nullable String message) {
        IllegalStateException reason = new IllegalStateException(
                "Kafka gave up with status " + status + (message == null ? "" : ": " + message)
                        + "; a full or failing disk is the usual reason, the log has the details");
        FAULTS.forEach(fault -> fault.complete(reason));
        throw reason; // Kafka's code after such a call counts on never being reached.
    }
}
