package io.tocsin.monitor.broker;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.controller.Controller;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.loader.MetadataLoader;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.BrokerRegistration;

/**
 * The broker of an earlier process on the same folder, which is signed off before the new one starts.
 *
 * <p>If that process was killed, the metadata still call its broker alive and the leader of every partition. A broker
 * that starts on such metadata loads the transactions that were just being ended and sends their markers to the address
 * of the dead one; once the controller notices the death, the markers are dropped as if the partitions had been deleted
 * (KAFKA-20734, not fixed in 4.3.1), and whoever reads committed records waits behind such a transaction for ever. The
 * new broker would also be refused for as long as the dead one's session lasts.
 */
final class Predecessor implements MetadataPublisher {
    private static final int RETRY_MS = 20;

    /** Whether the first metadata call it alive. */
    private final CompletableFuture<Boolean> alive = new CompletableFuture<>();
    /** Completed once metadata don't call it alive. */
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    private Predecessor() {}

    /**
     * Signs it off if it is still registered; the lock on the folder tells that it can't be alive.
     *
     * @param controller started, and about to be the active one
     * @param loader of the metadata that the new broker will start on
     * @throws TimeoutException if that takes too long
     * @throws ExecutionException if the controller refuses
     */
    static void signOff(Controller controller, MetadataLoader loader, Duration longest)
            throws ExecutionException, InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + longest.toNanos();
        Predecessor predecessor = new Predecessor();
        loader.installPublishers(List.of(predecessor)).get();
        try {
            if (predecessor.alive.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                unregister(controller, deadline);
                predecessor.gone.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } finally {
            loader.removeAndClosePublisher(predecessor).get();
        }
    }

    private static void unregister(Controller controller, long deadline)
            throws ExecutionException, InterruptedException, TimeoutException {
        ControllerRequestContext inProcess =
                new ControllerRequestContext(new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.empty());
        while (true) {
            try {
                controller
                        .unregisterBroker(inProcess, NodeSettings.NODE_ID)
                        .get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                return;
            } catch (ExecutionException e) {
                // The metadata may be known a moment before this controller is the active one.
                if (!(e.getCause() instanceof NotControllerException)) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(RETRY_MS);
            }
        }
    }

    @Override
    public String name() {
        return "Predecessor";
    }

    @Override
    public void onMetadataUpdate(MetadataDelta delta, MetadataImage image, LoaderManifest manifest) {
        BrokerRegistration registration = image.cluster().broker(NodeSettings.NODE_ID);
        boolean registered = registration != null && !registration.fenced();
        alive.complete(registered);
        if (!registered) {
            gone.complete(null);
        }
    }
}
