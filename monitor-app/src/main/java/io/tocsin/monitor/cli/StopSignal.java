package io.tocsin.monitor.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ctrl-C and SIGTERM as something that a command can wait for: the first asks it to stop, the second ends the process on
 * the spot.
 *
 * <p>A shutdown hook could not tell a second signal, and would race with the main thread for the exit code. The JDK's
 * signal interface has no supported name, so it is looked up; where it is missing, a shutdown hook does instead.
 */
final class StopSignal {
    private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);
    private static final int HALTED = 130;
    private static final Runnable NOTHING = () -> {};
    private static final Duration LONGEST_STOP = Duration.ofSeconds(60);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    private final AtomicReference<Runnable> whenAsked = new AtomicReference<>(NOTHING);

    private StopSignal() {}

    /** Listens from now on. */
    static StopSignal listen() {
        StopSignal signal = new StopSignal();
        try {
            for (String name : List.of("INT", "TERM")) {
                signal.handle(name);
            }
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.debug("Signals can't be handled here; a shutdown hook does", e);
            Runtime.getRuntime().addShutdownHook(new Thread(signal::stopAndWait, "tocsin-stop"));
        }
        return signal;
    }

    /** One that only {@link #ask} can set off. */
    static StopSignal manual() {
        return new StopSignal();
    }

    private void handle(String name) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object proxy =
                Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (self, method, args) -> {
                    if (method.getName().equals("handle")) {
                        onSignal();
                    }
                    return null;
                });
        Method handle = signal.getMethod("handle", signal, handler);
        handle.invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    }

    private void onSignal() {
        if (asked.getCount() == 0) {
            Runtime.getRuntime().halt(HALTED);
        }
        ask();
    }

    private void stopAndWait() {
        ask();
        try {
            if (!done.await(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Not stopped within {} s", LONGEST_STOP.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks to stop. */
    void ask() {
        asked.countDown();
        whenAsked.getAndSet(NOTHING).run();
    }

    /** What to do when it is asked to stop, instead of what was to be done before; at once if it was asked already. */
    void onAsked(Runnable action) {
        whenAsked.set(action);
        if (isAsked()) {
            whenAsked.getAndSet(NOTHING).run();
        }
    }

    /** Whether it was asked to stop. */
    boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** Waits; {@code true} if it was asked to stop in this time. */
    boolean await(Duration time) throws InterruptedException {
        return asked.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits until it is asked to stop. */
    void await() throws InterruptedException {
        asked.await();
    }

    /** Everything is stopped. */
    void done() {
        done.countDown();
    }
}
