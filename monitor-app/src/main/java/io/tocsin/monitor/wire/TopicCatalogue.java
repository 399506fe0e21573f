package io.tocsin.monitor.wire;

import static java.util.Map.entry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every topic that the stages are tied by, and how it is kept.
 *
 * <p>All carry {@code message.timestamp.type=LogAppendTime}: streams run by the time of arrival, and a broker deletes
 * by record time, so that imported history or a sender's wrong clock would otherwise be deleted at once or kept for
 * ever. A pair of request and outcome has the same key and the same number of partitions.
 */
public final class TopicCatalogue {

    /**
     * The largest message of {@code events.*}: 1 MiB. Kafka counts a record batch as it is stored, so that key,
     * headers and about 70 bytes of framing are in it, and what counts of a compressed batch is its compressed size.
     */
    public static final int MAX_EVENT_MESSAGE_BYTES = 1 << 20;

    /** The largest message of the rejected topic: any event's bytes as received, and headers that say why. */
    public static final int MAX_REJECTED_MESSAGE_BYTES = 2 << 20;

    /** How long the bytes of what was rejected are kept: they may hold anything, personal data too. */
    public static final Duration REJECTED_RETENTION = Duration.ofDays(7);

    /** How long matches are kept: they follow from the events and matter until they are counted. */
    public static final Duration MATCHES_RETENTION = Duration.ofDays(30);

    /** How long notices are kept: they hold mailboxes, and matter until they are sent or counted. */
    public static final Duration NOTICES_RETENTION = Duration.ofDays(7);

    /** A segment is deleted whole: the rejected topic keeps its bytes for at most half a day more than it should. */
    private static final Duration REJECTED_SEGMENT = Duration.ofHours(12);

    private static final Duration COMPACTED_SEGMENT = Duration.ofDays(1);
    private static final int COMPACTED_SEGMENT_BYTES = 16 << 20;
    private static final Duration FLUSH_INTERVAL = Duration.ofSeconds(1);

    private final Topics topics;
    private final TopicSettings settings;
    private final List<TopicSpec> specs = new ArrayList<>();

    private TopicCatalogue(Topics topics, TopicSettings settings) {
        this.topics = topics;
        this.settings = settings;
    }

    /**
     * The topics of a platform.
     *
     * @param roleIds the roles of the roster; each has its {@code alerts.<role>}
     */
    public static List<TopicSpec> of(Topics topics, List<String> roleIds, TopicSettings settings) {
        TopicCatalogue catalogue = new TopicCatalogue(topics, settings);
        catalogue.addDetection();
        catalogue.addAlerts(roleIds);
        catalogue.addAccounts();
        catalogue.addNotifications();
        return List.copyOf(catalogue.specs);
    }

    private void addDetection() {
        Map<String, String> events = kept(settings.eventRetention());
        events.put("max.message.bytes", Integer.toString(MAX_EVENT_MESSAGE_BYTES));
        topics.events().forEach(name -> add(name, events));

        Map<String, String> rejected = kept(REJECTED_RETENTION);
        rejected.put("max.message.bytes", Integer.toString(MAX_REJECTED_MESSAGE_BYTES));
        rejected.put("segment.ms", millis(REJECTED_SEGMENT));
        add(topics.rejected(), rejected);

        add(topics.matches(), kept(MATCHES_RETENTION));
        // Both are read whole by whoever needs them, and small.
        specs.add(new TopicSpec(topics.imports(), 1, settings.replicationFactor(), compacted()));
        specs.add(new TopicSpec(topics.valueLists(), 1, settings.replicationFactor(), compacted()));
    }

    private void addAlerts(List<String> roleIds) {
        Map<String, String> records = flushed(kept(settings.recordRetention()));
        add(topics.alerts(), records);
        roleIds.forEach(role -> add(topics.alerts(role), records));
    }

    private void addAccounts() {
        Map<String, String> records = flushed(kept(settings.recordRetention()));
        add(topics.accountRequests(), records);
        add(topics.accountCommands(), records);
        add(topics.accountCommandResults(), records);
        add(topics.accounts(), flushed(compacted()));
        add(topics.blocks(), flushed(compacted()));
    }

    private void addNotifications() {
        add(topics.notices(), flushed(kept(NOTICES_RETENTION)));
        Map<String, String> messages = flushed(kept(settings.notificationRetention()));
        add(topics.notifications(), messages);
        add(topics.notificationOutcomes(), messages);
    }

    private void add(String name, Map<String, String> configs) {
        specs.add(new TopicSpec(name, settings.partitions(), settings.replicationFactor(), configs));
    }

    private Map<String, String> kept(Duration retention) {
        Map<String, String> configs = common();
        configs.put("cleanup.policy", "delete");
        configs.put("retention.ms", millis(retention));
        configs.put("retention.bytes", "-1");
        return configs;
    }

    /** Only the newest value of a key is kept: state that is read back, small enough to be cleaned often. */
    private Map<String, String> compacted() {
        Map<String, String> configs = common();
        configs.putAll(Map.ofEntries(
                entry("cleanup.policy", "compact"),
                entry("min.cleanable.dirty.ratio", "0.1"),
                entry("segment.ms", millis(COMPACTED_SEGMENT)),
                entry("segment.bytes", Integer.toString(COMPACTED_SEGMENT_BYTES))));
        return configs;
    }

    private Map<String, String> common() {
        Map<String, String> configs = new HashMap<>();
        configs.put("message.timestamp.type", "LogAppendTime");
        if (settings.replicationFactor().orElse(1) >= 3) {
            configs.put("min.insync.replicas", "2");
        }
        return configs;
    }

    private Map<String, String> flushed(Map<String, String> configs) {
        if (settings.flushed()) {
            configs.put("flush.ms", millis(FLUSH_INTERVAL));
        }
        return configs;
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
