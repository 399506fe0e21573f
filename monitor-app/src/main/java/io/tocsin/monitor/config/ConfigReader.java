package io.tocsin.monitor.config;

import io.tocsin.monitor.wire.TopicSettings;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.containment.ContainmentPolicy;
import io.tocsin.rules.detect.Assets;
import io.tocsin.rules.detect.IngestSettings;
import io.tocsin.rules.detect.TimeSettings;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.routing.PacingPolicy;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.MapReader;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlDocuments;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import io.tocsin.rules.yaml.YamlValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a configuration file: the whole of it, and every problem at once. */
public final class ConfigReader {
    private static final String BOOTSTRAP_SERVERS = BrokerConfig.BOOTSTRAP_SERVERS;
    private static final Duration LONGEST_TOLERANCE = Duration.ofHours(1);
    private static final Duration SHORTEST_LATENESS = Duration.ofSeconds(60);
    private static final Duration LONGEST_LATENESS = Duration.ofDays(1);
    private static final Duration SHORTEST_STALE = Duration.ofSeconds(1);
    private static final Duration LONGEST_STALE = Duration.ofDays(36_500);
    private static final Duration SHORTEST_RETENTION = Duration.ofDays(7);
    private static final Duration LONGEST_RETENTION = Duration.ofDays(36_500);
    private static final Set<Integer> ASSET_POINTS = Set.of(0, 5, 10, 15);

    /** The fields that a rule can group by. */
    private static final List<String> ASSET_FIELDS = EventStream.OWN.stream()
            .flatMap(stream -> stream.fields().stream())
            .distinct()
            .toList();

    private final Problems problems = new Problems();
    private final MapReader top;
    /** Paths in the file are meant from where the file stands, not from where the program was started. */
    private final Path folder;

    private ConfigReader(YamlMap map, Path folder) {
        this.top = MapReader.of(map, problems);
        this.folder = folder;
    }

    /**
     * The configuration of a file.
     *
     * @throws InvalidDocumentException if anything in it is wrong; names everything that is
     * @throws IOException if the file can't be read
     */
    public static TocsinConfig read(Path file) throws InvalidDocumentException, IOException {
        Path folder = file.toAbsolutePath().getParent();
        return read(file.toString(), TextFile.read(file), folder == null ? Path.of("") : folder);
    }

    /**
     * The configuration of a text.
     *
     * @param name what messages call the file
     * @param folder what relative paths in it are relative to
     */
    public static TocsinConfig read(String name, String text, Path folder) throws InvalidDocumentException {
        Problems syntax = new Problems();
        Optional<YamlMap> map = YamlDocuments.readMap(name, text, syntax);
        syntax.throwIfAny();
        return new ConfigReader(map.orElseThrow(), folder).read();
    }

    private TocsinConfig read() throws InvalidDocumentException {
        BrokerConfig broker = broker();
        boolean isEmbedded = broker.isEmbedded();
        Path dataFolder = path("data_folder").orElse(folder.resolve(BrokerConfig.DEFAULT_DATA_FOLDER));
        Set<Stage> stages = stages();
        String topicPrefix = topicPrefix().orElse(Topics.DEFAULT_PREFIX);
        Optional<String> instanceId =
                matching("instance_id", TocsinConfig.INSTANCE_ID, "1 to 100 of A-Z a-z 0-9 . _ -");
        TopicSettings topics = topics(isEmbedded);
        Duration tickInterval = top.duration(
                        "tick_interval", TocsinConfig.SHORTEST_TICK_INTERVAL, TocsinConfig.LONGEST_TICK_INTERVAL)
                .orElse(TocsinConfig.DEFAULT_TICK_INTERVAL);
        List<String> rules = rules();
        List<String> valueLists = top.strings("value_lists").stream()
                .map(list -> folder.resolve(list).normalize().toString())
                .toList();
        Sources sources = SourcesReader.read(top.maps("sources"), folder, problems);
        Optional<Path> roster = path("roster");
        TimeSettings detect = top.map("detect").map(this::detect).orElse(TimeSettings.DEFAULT);
        IngestSettings ingest = top.map("ingest").map(IngestReader::read).orElse(IngestSettings.AS_SENT);
        ContainmentPolicy respond = top.map("respond").map(RespondReader::read).orElse(TocsinConfig.DEFAULT_POLICY);
        Optional<IdentityConfig> identity =
                top.map("identity").flatMap(reader -> IdentityConfigReader.read(reader, folder));
        PacingPolicy pacing = top.map("notify").map(PacingReader::read).orElse(PacingPolicy.DEFAULT);
        Assets assets = top.map("assets")
                .map(reader -> assets(reader, !sources.configured().isEmpty()).of(ingest))
                .orElse(Assets.NONE);
        Optional<MailConfig> mail = top.map("mail").flatMap(reader -> MailConfigReader.read(reader, folder));
        Optional<OpsConfig> ops = top.map("ops").map(OpsConfigReader::read).orElse(Optional.of(OpsConfig.DEFAULT));
        Optional<LookupConfig> lookup = top.map("lookup").flatMap(reader -> LookupConfigReader.read(reader, folder));
        checkTogether(isEmbedded, instanceId, stages);
        top.finish();
        problems.throwIfAny();
        return new TocsinConfig(
                broker,
                dataFolder,
                topicPrefix,
                topics,
                instanceId.orElse(TocsinConfig.EMBEDDED_INSTANCE_ID),
                tickInterval,
                rules,
                valueLists,
                sources,
                roster,
                detect,
                ingest,
                // A proxy stands for everybody behind it.
                respond.alsoAllowing(ingest.proxies().allowed()),
                identity,
                pacing,
                assets,
                mail,
                ops,
                lookup,
                stages);
    }

    private void checkTogether(boolean isEmbedded, Optional<String> instanceId, Set<Stage> stages) {
        if (!isEmbedded && instanceId.isEmpty() && !top.has("instance_id")) {
            top.problem("`instance_id` is missing; a name is needed that is unique among the processes on this cluster"
                    + " and the same after a restart");
        }
        if (stages.contains(Stage.MAIL) && !top.has("mail")) {
            top.problem("`mail` is missing; give it `maildir` or `smtp`, or leave the stage mail out of `stages`");
        }
        if (stages.contains(Stage.ACCOUNT) && !top.has("identity")) {
            top.problem("`identity` is missing; name an identity provider, or leave the stage account out of `stages`");
        }
    }

    private BrokerConfig broker() {
        boolean isEmbedded = top.bool("embedded").orElse(false);
        Optional<String> servers = top.string(BOOTSTRAP_SERVERS);
        Map<String, String> properties = new LinkedHashMap<>();
        Optional<YamlValue> kafka = top.value("kafka");
        if (kafka.isPresent() && kafka.get() instanceof YamlMap map) {
            properties.putAll(KafkaProperties.read(map, problems));
        } else if (kafka.isPresent()) {
            top.problem("kafka", "is " + kafka.get().kindName() + "; a map of client properties is expected");
        }
        if (servers.isPresent() && properties.containsKey(BOOTSTRAP_SERVERS)) {
            top.problem(BOOTSTRAP_SERVERS, "stands in `kafka`, too; once is enough");
        }
        servers.ifPresent(value -> properties.put(BOOTSTRAP_SERVERS, value));
        boolean namesCluster = properties.containsKey(BOOTSTRAP_SERVERS);
        if (isEmbedded && namesCluster) {
            top.problem(
                    "embedded", "is true and `" + BOOTSTRAP_SERVERS + "` names a cluster; only one of them can hold");
        }
        if (!isEmbedded && !namesCluster) {
            top.problem("neither `embedded: true` nor `" + BOOTSTRAP_SERVERS
                    + "` is given; one of them is needed, so that" + " a typing mistake never starts an empty broker");
        }
        // A cluster without servers was reported just now; what is returned for it is never used.
        return isEmbedded || !namesCluster ? new BrokerConfig.Embedded(false) : new BrokerConfig.Cluster(properties);
    }

    private TopicSettings topics(boolean isEmbedded) {
        TopicSettings defaults = isEmbedded ? TopicSettings.embedded() : TopicSettings.cluster();
        int partitions = top.integer("partitions", 1, TocsinConfig.MOST_PARTITIONS)
                .map(Long::intValue)
                .orElse(defaults.partitions());
        TopicSettings sized = top.integer("replication_factor", 1, isEmbedded ? 1 : TocsinConfig.MOST_REPLICAS)
                .map(factor -> defaults.withReplicationFactor(factor.intValue()))
                .orElse(defaults)
                .withPartitions(partitions);
        return top.map("retention")
                .map(reader -> sized.withRetention(
                        retention(reader, "events", defaults.eventRetention()),
                        retention(reader, "alerts", defaults.recordRetention()),
                        retention(reader, "notifications", defaults.notificationRetention())))
                .orElse(sized);
    }

    private static Duration retention(MapReader reader, String key, Duration otherwise) {
        return reader.duration(key, SHORTEST_RETENTION, LONGEST_RETENTION).orElse(otherwise);
    }

    private Set<Stage> stages() {
        if (!top.has("stages")) {
            top.value("stages");
            return top.has("identity") ? EnumSet.allOf(Stage.class) : Stage.withoutProvider();
        }
        Set<Stage> stages = EnumSet.noneOf(Stage.class);
        List<YamlScalar> labels = top.scalars("stages");
        for (YamlScalar label : labels) {
            Stage.of(label.text())
                    .ifPresentOrElse(
                            stages::add,
                            () -> problems.add(
                                    label,
                                    "`stages` holds '" + label.text() + "'; known stages are "
                                            + String.join(", ", Stage.labels())));
        }
        if (labels.isEmpty()) {
            top.problem("stages", "is empty; name at least one of " + String.join(", ", Stage.labels()));
        }
        return stages;
    }

    private List<String> rules() {
        if (!top.has("rules")) {
            top.value("rules");
            return List.of(TocsinConfig.SHIPPED_RULES);
        }
        List<String> rules = top.strings("rules").stream()
                .map(rule -> rule.equals(TocsinConfig.SHIPPED_RULES)
                        ? rule
                        : folder.resolve(rule).normalize().toString())
                .toList();
        if (rules.isEmpty()) {
            top.problem("rules", "is empty; name files, folders, or the word " + TocsinConfig.SHIPPED_RULES);
        }
        return rules;
    }

    private TimeSettings detect(MapReader reader) {
        TimeSettings defaults = TimeSettings.DEFAULT;
        long toleranceMs = reader.duration("future_tolerance", Duration.ZERO, LONGEST_TOLERANCE)
                .map(Duration::toMillis)
                .orElse(defaults.futureToleranceMs());
        long latenessMs = reader.duration("allowed_lateness", SHORTEST_LATENESS, LONGEST_LATENESS)
                .map(Duration::toMillis)
                .orElse(defaults.allowedLatenessMs());
        long staleMs = isNever(reader.value("stale_after"))
                ? Long.MAX_VALUE
                : reader.duration("stale_after", SHORTEST_STALE, LONGEST_STALE)
                        .map(Duration::toMillis)
                        .orElse(defaults.staleAfterMs());
        if (latenessMs < toleranceMs) {
            reader.problem(
                    reader.has("allowed_lateness") ? "allowed_lateness" : "future_tolerance",
                    "makes the allowed lateness " + Durations.format(Duration.ofMillis(latenessMs))
                            + ", below the future tolerance " + Durations.format(Duration.ofMillis(toleranceMs))
                            + "; a clock that runs ahead would make others late");
            return defaults;
        }
        return new TimeSettings(latenessMs, toleranceMs, defaults.idleAfterMs(), staleMs);
    }

    private static boolean isNever(Optional<YamlValue> value) {
        return value.filter(each ->
                        each instanceof YamlScalar scalar && scalar.text().equals("never"))
                .isPresent();
    }

    /** @param anyField whether rules can group by fields that nobody has declared */
    private Assets assets(MapReader reader, boolean anyField) {
        Map<String, Map<String, Integer>> points = new LinkedHashMap<>();
        for (String field : reader.map().names()) {
            if (!anyField && !ASSET_FIELDS.contains(field)) {
                continue;
            }
            Optional<YamlValue> values = reader.value(field);
            if (values.isPresent() && values.get() instanceof YamlMap map) {
                points.put(field, assetPoints(field, map));
            } else {
                reader.problem(field, "must be a map from a value to 0, 5, 10 or 15");
            }
        }
        ASSET_FIELDS.forEach(reader::value);
        return new Assets(points);
    }

    private Map<String, Integer> assetPoints(String field, YamlMap map) {
        Map<String, Integer> points = new LinkedHashMap<>();
        for (YamlMap.Entry entry : map.entries()) {
            Optional<Integer> value = entry.value() instanceof YamlScalar scalar
                    ? scalar.asLong().map(Long::intValue).filter(ASSET_POINTS::contains)
                    : Optional.empty();
            value.ifPresentOrElse(
                    p -> points.put(entry.name(), p),
                    () -> problems.add(
                            entry.key(), "`assets." + field + "." + entry.name() + "` must be 0, 5, 10 or 15"));
        }
        return points;
    }

    private Optional<Path> path(String key) {
        return top.string(key).map(text -> folder.resolve(text).normalize());
    }

    /** The prefix may be {@code ''}: the topics have no prefix then. */
    private Optional<String> topicPrefix() {
        boolean isEmptyText = top.value("topic_prefix")
                .filter(value -> value instanceof YamlScalar scalar
                        && scalar.quoted()
                        && scalar.text().isEmpty())
                .isPresent();
        return isEmptyText
                ? Optional.of("")
                : matching("topic_prefix", TocsinConfig.TOPIC_PREFIX, "up to 100 of A-Z a-z 0-9 . _ -");
    }

    private Optional<String> matching(String key, Pattern pattern, String allowed) {
        return top.string(key).filter(text -> {
            boolean isLegal = pattern.matcher(text).matches();
            if (!isLegal) {
                top.problem(key, "is '" + text + "'; allowed: " + allowed);
            }
            return isLegal;
        });
    }
}
