package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.TopicReader;
import io.tocsin.monitor.wire.AccountStateCodec;
import io.tocsin.monitor.wire.AlertCodec;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.NotificationCodec;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.routing.Notification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What the demonstration finds when it reads everything back: from the topics and from the maildir. */
final class DemoEvidence implements AutoCloseable {
    /** The roles that the requirement wants told of everything from medium on. */
    static final List<String> TOLD_ROLES = List.of("technical-lead", "incident-commander");

    private final DemoTraffic traffic;
    private final Path newMails;
    private final List<TopicReader> readers = new ArrayList<>();
    private final Map<String, Alert> alerts = new LinkedHashMap<>();
    private final Map<String, List<String>> toldOnTopic = new LinkedHashMap<>();
    private final Map<String, AccountState> accounts = new LinkedHashMap<>();
    private final Map<String, Notification> notifications = new LinkedHashMap<>();
    private final List<String> unreadable = new ArrayList<>();
    private final Topics topics;

    /** One of the three attacks, and what must have been found of it. */
    enum Attack {
        FAILED_LOGINS("failed_logins_per_user", "userId"),
        API_ERRORS("api_errors_per_client", "clientId"),
        SUSPICIOUS_ACTIVITIES("suspicious_activity_per_actor", "sourceIp");

        private final String rule;
        private final String field;

        Attack(String rule, String field) {
            this.rule = rule;
            this.field = field;
        }

        private String group(DemoTraffic traffic) {
            return switch (this) {
                case FAILED_LOGINS -> traffic.user();
                case API_ERRORS -> traffic.client();
                case SUSPICIOUS_ACTIVITIES -> traffic.actor();
            };
        }
    }

    DemoEvidence(Map<String, String> clientProperties, Topics topics, Path newMails, DemoTraffic traffic) {
        this.traffic = traffic;
        this.topics = topics;
        this.newMails = newMails;
        try {
            open(clientProperties, topics.alerts());
            TOLD_ROLES.forEach(role -> open(clientProperties, topics.alerts(role)));
            open(clientProperties, topics.accounts());
            open(clientProperties, topics.notifications());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Only what comes from now on is of this demonstration. */
    private void open(Map<String, String> clientProperties, String topic) {
        TopicReader reader = new TopicReader(clientProperties, topic);
        readers.add(reader);
        reader.fromEnd();
    }

    /** Reads on to the present end of every topic. */
    void read() {
        for (TopicReader reader : readers) {
            reader.readToEnd(record -> {
                try {
                    take(reader.topic(), record);
                } catch (MalformedRecordException e) {
                    unreadable.add(reader.topic() + ", offset " + record.offset() + ": " + e.getMessage());
                }
                return true;
            });
        }
    }

    private void take(String topic, ConsumerRecord<byte[], byte[]> record) throws MalformedRecordException {
        if (topic.equals(topics.accounts())) {
            AccountState state = AccountStateCodec.decode(record.value());
            accounts.put(state.account(), state);
        } else if (topic.equals(topics.notifications())) {
            Notification notification = NotificationCodec.decode(record.value());
            notifications.put(notification.id(), notification);
        } else {
            Alert alert = AlertCodec.decode(record.value());
            if (topic.equals(topics.alerts())) {
                alerts.putIfAbsent(alert.uid(), alert);
            } else {
                toldOnTopic
                        .computeIfAbsent(alert.uid(), uid -> new ArrayList<>())
                        .add(topic);
            }
        }
    }

    /** The alert of an attack, once it was found. */
    Optional<Alert> alert(Attack attack) {
        return alerts.values().stream()
                .filter(alert -> alert.rule().name().equals(attack.rule)
                        && attack.group(traffic).equals(alert.group().get(attack.field)))
                .findFirst();
    }

    /** The alerts that speak of something else than the attacks; what is counted over the whole platform speaks of them. */
    List<Alert> falseAlerts() {
        List<Alert> attacks = Arrays.stream(Attack.values())
                .flatMap(attack -> alert(attack).stream())
                .toList();
        return alerts.values().stream()
                .filter(alert -> !attacks.contains(alert) && !alert.group().isEmpty())
                .toList();
    }

    /** The state of the attacked account, once it was found. */
    Optional<AccountState> lock() {
        return Optional.ofNullable(accounts.get(traffic.user()))
                .filter(state -> state.status().isLocked());
    }

    /** The mails about an alert and about its lock that lie in the maildir. */
    List<Path> mails(Alert alert) {
        return notifications.values().stream()
                .filter(notification -> notification.incident().startsWith(alert.uid()))
                .map(notification -> newMails.resolve(notification.id() + ".eml"))
                .filter(Files::isRegularFile)
                .toList();
    }

    private boolean hasMail(Alert alert, String role, Notification.Kind kind) {
        return notifications.values().stream()
                .filter(notification -> notification.incident().startsWith(alert.uid())
                        && notification.role().equals(role)
                        && notification.kind() == kind)
                .anyMatch(notification -> Files.isRegularFile(newMails.resolve(notification.id() + ".eml")));
    }

    /** What is not there, yet or at all; empty when the demonstration worked. */
    List<String> missing() {
        List<String> missing = new ArrayList<>(unreadable);
        for (Attack attack : Attack.values()) {
            Alert alert = alert(attack).orElse(null);
            if (alert == null) {
                missing.add("the alert of " + attack.rule + " for " + attack.group(traffic) + " on " + topics.alerts());
                continue;
            }
            for (String role : TOLD_ROLES) {
                requireTold(missing, alert, role, attack);
            }
        }
        if (lock().isEmpty()) {
            missing.add("the lock of " + traffic.user() + " on " + topics.accounts());
        }
        falseAlerts()
                .forEach(alert -> missing.add("silence of " + alert.rule().name() + " about " + AlertText.group(alert)
                        + ", which is normal traffic"));
        return missing;
    }

    private void requireTold(List<String> missing, Alert alert, String role, Attack attack) {
        if (!toldOnTopic.getOrDefault(alert.uid(), List.of()).contains(topics.alerts(role))) {
            missing.add("the alert of " + attack.rule + " on " + topics.alerts(role));
        }
        if (!hasMail(alert, role, Notification.Kind.FIRST)) {
            missing.add("the mail to the " + role + " about the alert of " + attack.rule + " in " + newMails);
        }
        if (attack == Attack.FAILED_LOGINS && !hasMail(alert, role, Notification.Kind.LOCKED)) {
            missing.add("the mail to the " + role + " about the lock in " + newMails);
        }
    }

    /** The newest of the mails, to be looked at. */
    @Nullable
    Path aMail() {
        return alert(Attack.FAILED_LOGINS)
                .map(this::mails)
                .filter(mails -> !mails.isEmpty())
                .map(mails -> mails.get(0))
                .orElse(null);
    }

    @Override
    public void close() {
        readers.forEach(TopicReader::close);
    }
}
