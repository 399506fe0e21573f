package io.tocsin.monitor.app;

import io.tocsin.monitor.account.AccountStatus;
import io.tocsin.monitor.config.Stage;
import io.tocsin.monitor.lookup.Lookup;
import io.tocsin.monitor.mail.MailStatus;
import io.tocsin.monitor.ops.Check;
import io.tocsin.monitor.ops.KafkaReadings;
import io.tocsin.monitor.ops.Metrics;
import io.tocsin.monitor.wire.RejectReason;
import io.tocsin.rules.containment.CommandResult.Outcome;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** Tocsin's own meters; {@code docs/operations.md} describes each. */
final class Meters {
    private static final String STAGE = "stage";
    private static final String CONSUMER = "consumer-fetch-manager-metrics";
    private static final String DETECT = "stream-detect-metrics";
    private static final String TOPIC = "stream-topic-metrics";
    private static final Predicate<MetricName> ANY = name -> true;
    private static final double MS_PER_S = 1_000;

    private final Metrics metrics;

    Meters(Metrics metrics) {
        this.metrics = metrics;
    }

    void process(Vitals vitals, Path dataFolder) {
        metrics.gauge("tocsin.healthy", "Whether /health says ok.", () -> asNumber(vitals.health()));
        metrics.gauge("tocsin.ready", "Whether /ready says ok.", () -> asNumber(vitals.readiness()));
        File folder = dataFolder.toFile();
        metrics.gauge(
                "tocsin.data.folder.free.bytes",
                "Free space where the state, and an embedded broker's data, is.",
                folder::getUsableSpace);
    }

    private static double asNumber(List<Check> checks) {
        return checks.stream().allMatch(Check::isOk) ? 1 : 0;
    }

    void rules(String hash, int correlations) {
        metrics.gauge(
                "tocsin.rules",
                "Correlation rules in force, by the first characters of the rule set's hash.",
                () -> correlations,
                "rule_set",
                hash);
    }

    void ticks(BooleanSupplier isFailing) {
        metrics.gauge(
                "tocsin.ticks.failing", "1 while ticks don't reach Kafka.", () -> isFailing.getAsBoolean() ? 1 : 0);
    }

    void lookup(Lookup lookup) {
        metrics.gauge(
                "tocsin.lookup.age.seconds",
                "How old the account states are that login services are told; NaN before they have been read.",
                () -> seconds(lookup.accountsAge()));
        metrics.gauge("tocsin.lookup.locked.accounts", "Accounts that are locked now.", lookup::locked);
        metrics.gauge(
                "tocsin.lookup.blocks.age.seconds",
                "How old the blocks are that gateways are told; NaN before they have been read.",
                () -> seconds(lookup.blocksAge()));
        metrics.gauge("tocsin.lookup.blocked.sources", "Sources that gateways are told to block.", lookup::blocked);
        metrics.gauge(
                "tocsin.lookup.left.out.blocks",
                "Blocks that gateways aren't told of, as there are too many.",
                lookup::leftOut);
        metrics.gauge(
                "tocsin.lookup.failing",
                "1 while Kafka can't be reached for account states or blocks.",
                () -> lookup.isFailing() ? 1 : 0);
    }

    private static double seconds(Optional<Duration> age) {
        return age.map(each -> each.toMillis() / MS_PER_S).orElse(Double.NaN);
    }

    void streams(StageApplication application) {
        String stage = application.stage().label();
        KafkaReadings readings = new KafkaReadings(application::metrics);
        running(stage, application::isRunning);
        lag(stage, readings);
        metrics.gauge(
                "tocsin.stage.restoring.records",
                "Records of the stage's state that are still to be read back before it works.",
                readings.sum("stream-task-metrics", "restore-remaining-records-total", ANY),
                STAGE,
                stage);
        metrics.counter(
                "tocsin.stage.failed.threads",
                "Threads that failed and were replaced.",
                readings.total("stream-metrics", "failed-stream-threads", ANY),
                STAGE,
                stage);
        latency(stage, readings);
        application.topics().read().forEach(topic -> topic(stage, topic, "consumed", "Records read", readings));
        application.topics().written().forEach(topic -> topic(stage, topic, "produced", "Records written", readings));
        if (application.stage() == Stage.DETECT) {
            detect(readings);
        }
        if (application.stage() == Stage.NOTIFY) {
            metrics.counter(
                    "tocsin.notify.digested.notices",
                    "Notices that joined a digest, as their mailbox was sent enough.",
                    readings.total("stream-notify-metrics", "digested-total", ANY));
        }
    }

    private void running(String stage, BooleanSupplier isRunning) {
        metrics.gauge(
                "tocsin.stage.running",
                "1 while the stage has its partitions and its state, else 0.",
                () -> isRunning.getAsBoolean() ? 1 : 0,
                STAGE,
                stage);
    }

    private void lag(String stage, KafkaReadings readings) {
        metrics.gauge(
                "tocsin.stage.lag.records",
                "Records that wait in the partitions which this process reads for the stage.",
                readings.sum(CONSUMER, "records-lag", name -> !clientOf(name).endsWith("-restore-consumer")),
                STAGE,
                stage);
    }

    private static String clientOf(MetricName name) {
        return name.tags().getOrDefault("client-id", "");
    }

    private void latency(String stage, KafkaReadings readings) {
        var largestMs = readings.max("stream-processor-node-metrics", "record-e2e-latency-max", ANY);
        metrics.gauge(
                "tocsin.stage.latency.max.seconds",
                "Longest time in the last minute or so from a record's arrival in Kafka to the end of the stage's work on it.",
                () -> largestMs.getAsDouble() / MS_PER_S,
                STAGE,
                stage);
    }

    private void topic(String stage, String topic, String done, String help, KafkaReadings readings) {
        metrics.counter(
                "tocsin.stage." + done + ".records",
                help + " by the stage, ticks included, and what was undone and done again counted twice.",
                readings.total(
                        TOPIC,
                        "records-" + done + "-total",
                        name -> topic.equals(name.tags().get("topic"))),
                STAGE,
                stage,
                "topic",
                topic);
    }

    private void detect(KafkaReadings readings) {
        for (RejectReason reason : RejectReason.values()) {
            String label = reason.name().toLowerCase(Locale.ROOT);
            metrics.counter(
                    "tocsin.detect.rejected.records",
                    "Records that went to events.rejected, by reason.",
                    readings.total(DETECT, "rejected-" + label + "-total", ANY),
                    "reason",
                    label);
        }
        detect(readings, "moved", "moved.records", "Records that were appended again to the partition of their key.");
        detect(readings, "ungrouped", "ungrouped.matches", "Matches without a field that their rule groups by.");
        detect(readings, "id-reused", "reused.ids", "Matches whose source and id came before with other bytes.");
        detect(readings, "unknown-rule", "unknown.rules", "Matches of rules that aren't in the rule set.");
        detect(
                readings,
                "unknown-watermark",
                "unknown.watermarks",
                "Watermarks of partitions, or of levels of rules, that there aren't.");
    }

    private void detect(KafkaReadings readings, String sensor, String name, String help) {
        metrics.counter("tocsin.detect." + name, help, readings.total(DETECT, sensor + "-total", ANY));
    }

    void mail(Supplier<MailStatus> status, Supplier<Map<MetricName, ? extends Metric>> client) {
        outcome(status, "sent", MailStatus::sent);
        outcome(status, "rejected", MailStatus::rejected);
        outcome(status, "exhausted", MailStatus::exhausted);
        outcome(status, "skipped", MailStatus::skipped);
        outcome(status, "malformed", MailStatus::malformed);
        metrics.counter(
                "tocsin.mail.deferred.attempts",
                "Attempts that failed and may be repeated.",
                () -> status.get().deferred());
        metrics.gauge(
                "tocsin.mail.pending",
                "Notifications read and without an outcome yet.",
                () -> status.get().pending());
        metrics.gauge(
                "tocsin.mail.attempts",
                "Attempts under way.",
                () -> status.get().underWay());
        metrics.gauge(
                "tocsin.mail.server.down",
                "1 while the mail server counts as down.",
                () -> status.get().isServerDown() ? 1 : 0);
        running(Stage.MAIL.label(), () -> status.get().stopped().isEmpty());
        lag(Stage.MAIL.label(), new KafkaReadings(client));
    }

    private void outcome(Supplier<MailStatus> status, String outcome, ToDoubleFunction<MailStatus> count) {
        metrics.counter(
                "tocsin.mail.notifications",
                "Notifications by what became of them.",
                () -> count.applyAsDouble(status.get()),
                "outcome",
                outcome);
    }

    void accounts(Supplier<AccountStatus> status, Supplier<Map<MetricName, ? extends Metric>> client) {
        for (Outcome outcome : Outcome.values()) {
            metrics.counter(
                    "tocsin.account.results",
                    "Results of account commands by outcome.",
                    () -> status.get().recorded().getOrDefault(outcome, 0L),
                    "outcome",
                    outcome.name().toLowerCase(Locale.ROOT));
        }
        metrics.counter(
                "tocsin.account.malformed.records",
                "Records of the topic that are no account command.",
                () -> status.get().malformed());
        metrics.counter(
                "tocsin.account.deferred.attempts",
                "Attempts that failed and are repeated.",
                () -> status.get().deferred());
        metrics.gauge(
                "tocsin.account.pending",
                "Account commands read and without a final result yet.",
                () -> status.get().pending());
        metrics.gauge(
                "tocsin.account.provider.down",
                "1 while the identity provider counts as down.",
                () -> status.get().isProviderDown() ? 1 : 0);
        running(Stage.ACCOUNT.label(), () -> status.get().stopped().isEmpty());
        lag(Stage.ACCOUNT.label(), new KafkaReadings(client));
    }
}
