package io.tocsin.monitor.app;

import io.tocsin.monitor.account.AccountStatus;
import io.tocsin.monitor.config.Stage;
import io.tocsin.monitor.mail.MailStatus;
import io.tocsin.monitor.ops.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What makes this process healthy and ready. Healthy: nothing in it has died, so that a restart would not help. Ready:
 * every stage does its work now. A process that reads its state back, or waits for Kafka, is healthy and not ready.
 */
final class Vitals implements AutoCloseable {
    /** A consumer's loop turns ten times a second; it stands still for some seconds where Kafka does. */
    private static final Duration LONGEST_TURN = Duration.ofSeconds(30);

    private final List<Supplier<Check>> alive = new CopyOnWriteArrayList<>();
    private final List<Supplier<Check>> working = new CopyOnWriteArrayList<>();
    private volatile @Nullable BrokerProbe broker;
    private volatile boolean isStarted;
    private volatile Optional<String> death = Optional.empty();

    /** Everything has been started; until then the process isn't ready. */
    void started() {
        isStarted = true;
    }

    /** A part died that was not asked to stop. */
    void died(String reason) {
        death = Optional.of(reason);
    }

    void watchBroker(Map<String, String> clientProperties) {
        broker = new BrokerProbe(clientProperties);
    }

    void watch(StageApplication application) {
        String name = name(application.stage());
        alive.add(() -> application.isOver()
                ? Check.failed(name, "is " + application.state() + "; the log says why")
                : Check.ok(name));
        working.add(() -> application.isRunning()
                ? Check.ok(name)
                : Check.failed(name, "is " + application.state() + "; RUNNING is expected"));
    }

    void watchMail(Supplier<MailStatus> status, Supplier<Duration> sinceTurn) {
        watch(Stage.MAIL, "notifications", () -> status.get().stopped(), sinceTurn);
    }

    void watchAccounts(Supplier<AccountStatus> status, Supplier<Duration> sinceTurn) {
        watch(Stage.ACCOUNT, "commands", () -> status.get().stopped(), sinceTurn);
    }

    private void watch(Stage stage, String reads, Supplier<Optional<String>> stopped, Supplier<Duration> sinceTurn) {
        String name = name(stage);
        alive.add(() -> stopped.get().map(why -> Check.failed(name, why)).orElse(Check.ok(name)));
        working.add(() -> stopped.get()
                .map(why -> Check.failed(name, why))
                .orElseGet(() -> turning(name, reads, sinceTurn.get())));
    }

    private static Check turning(String name, String reads, Duration sinceTurn) {
        return sinceTurn.compareTo(LONGEST_TURN) <= 0
                ? Check.ok(name)
                : Check.failed(name, "has not asked for " + reads + " for " + sinceTurn.toSeconds() + " s");
    }

    void watchTicks(BooleanSupplier isFailing) {
        String name = name(Stage.INGEST);
        working.add(() -> isFailing.getAsBoolean() ? Check.failed(name, "ticks don't reach Kafka") : Check.ok(name));
    }

    void watchLookup(BooleanSupplier isCurrent) {
        working.add(() -> isCurrent.getAsBoolean()
                ? Check.ok("lookup")
                : Check.failed(
                        "lookup", "doesn't know the present state of accounts or blocks, and says so to whoever asks"));
    }

    private static String name(Stage stage) {
        return "stage " + stage.label();
    }

    /** Whether anything has died. */
    List<Check> health() {
        List<Check> checks = new ArrayList<>();
        checks.add(death.map(reason -> Check.failed("process", reason)).orElse(Check.ok("process")));
        alive.forEach(each -> checks.add(each.get()));
        return checks;
    }

    /** Whether everything works; takes some seconds if Kafka doesn't answer. */
    List<Check> readiness() {
        List<Check> checks = new ArrayList<>();
        checks.add(
                isStarted ? Check.ok("start") : Check.failed("start", "Kafka and the stages are still being started"));
        BrokerProbe probe = broker;
        if (probe != null) {
            checks.add(kafka(probe));
        }
        working.forEach(each -> checks.add(each.get()));
        return checks;
    }

    private static Check kafka(BrokerProbe probe) {
        try {
            return probe.problem().map(why -> Check.failed("kafka", why)).orElse(Check.ok("kafka"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Check.failed("kafka", "was not asked: the program stops");
        }
    }

    @Override
    public void close() {
        BrokerProbe probe = broker;
        if (probe != null) {
            probe.close();
        }
    }
}
