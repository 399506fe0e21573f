package io.tocsin.monitor.config;

import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.MapReader;
import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlDocuments;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import io.tocsin.rules.yaml.YamlValue;
import java.io.IOException;
import java.nio.file.Files;
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
        return read(file.toString(), Files.readString(file), folder == null ? Path.of("") : folder);
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
        Path dataFolder = path("data_folder").orElse(BrokerConfig.DEFAULT_DATA_FOLDER);
        Set<Stage> stages = stages();
        String topicPrefix = topicPrefix().orElse("tocsin.");
        Optional<String> instanceId =
                matching("instance_id", TocsinConfig.INSTANCE_ID, "1 to 100 of A-Z a-z 0-9 . _ -");
        int partitions = integer("partitions", TocsinConfig.MOST_PARTITIONS)
                .orElse(isEmbedded ? TocsinConfig.EMBEDDED_PARTITIONS : TocsinConfig.CLUSTER_PARTITIONS);
        Optional<Integer> replicas = integer("replication_factor", isEmbedded ? 1 : TocsinConfig.MOST_REPLICAS);
        Duration tickInterval = top.duration(
                        "tick_interval", TocsinConfig.SHORTEST_TICK_INTERVAL, TocsinConfig.LONGEST_TICK_INTERVAL)
                .orElse(TocsinConfig.DEFAULT_TICK_INTERVAL);
        List<String> rules = rules();
        Optional<Path> roster = path("roster");
        DetectConfig detect = top.map("detect").map(this::detect).orElse(DetectConfig.DEFAULT);
        RespondConfig respond = top.map("respond").map(this::respond).orElse(RespondConfig.DEFAULT);
        Assets assets = top.map("assets").map(this::assets).orElse(Assets.NONE);
        Optional<MailConfig> mail = top.map("mail").flatMap(reader -> MailConfigReader.read(reader, folder));
        checkTogether(isEmbedded, instanceId, stages);
        top.finish();
        problems.throwIfAny();
        return new TocsinConfig(
                broker,
                dataFolder,
                topicPrefix,
                partitions,
                replicas,
                instanceId.orElse(TocsinConfig.EMBEDDED_INSTANCE_ID),
                tickInterval,
                rules,
                roster,
                detect,
                respond,
                assets,
                mail,
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

    private Set<Stage> stages() {
        if (!top.has("stages")) {
            top.value("stages");
            return EnumSet.allOf(Stage.class);
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

    private DetectConfig detect(MapReader reader) {
        DetectConfig defaults = DetectConfig.DEFAULT;
        Duration tolerance = reader.duration("future_tolerance", Duration.ZERO, DetectConfig.LONGEST_TOLERANCE)
                .orElse(defaults.futureTolerance());
        Duration lateness = reader.duration(
                        "allowed_lateness", DetectConfig.SHORTEST_LATENESS, DetectConfig.LONGEST_LATENESS)
                .orElse(defaults.allowedLateness());
        Optional<Duration> staleAfter = defaults.staleAfter();
        boolean never = reader.value("stale_after")
                .filter(value ->
                        value instanceof YamlScalar scalar && scalar.text().equals("never"))
                .isPresent();
        if (never) {
            staleAfter = Optional.empty();
        } else if (reader.has("stale_after")) {
            staleAfter = reader.duration("stale_after", DetectConfig.SHORTEST_STALE, DetectConfig.LONGEST_STALE)
                    .or(defaults::staleAfter);
        }
        if (lateness.compareTo(tolerance) < 0) {
            reader.problem(
                    reader.has("allowed_lateness") ? "allowed_lateness" : "future_tolerance",
                    "makes the allowed lateness " + Durations.format(lateness) + ", below the future tolerance "
                            + Durations.format(tolerance) + "; a clock that runs ahead would make others late");
            return defaults;
        }
        return new DetectConfig(lateness, tolerance, staleAfter);
    }

    private RespondConfig respond(MapReader reader) {
        RespondConfig defaults = RespondConfig.DEFAULT;
        return new RespondConfig(
                reader.oneOf("mode", List.of(RespondConfig.Mode.values()), RespondConfig.Mode::label)
                        .orElse(defaults.mode()),
                reader.duration("lock_duration", RespondConfig.SHORTEST_LOCK, RespondConfig.LONGEST_LOCK)
                        .orElse(defaults.lockDuration()),
                Set.copyOf(reader.strings("break_glass")),
                reader.integer("accounts", 0, RespondConfig.MOST_ACCOUNTS).orElse(defaults.accounts()));
    }

    private Assets assets(MapReader reader) {
        Map<String, Map<String, Integer>> points = new LinkedHashMap<>();
        for (String field : reader.map().names()) {
            if (!Assets.FIELDS.contains(field)) {
                continue;
            }
            Optional<YamlValue> values = reader.value(field);
            if (values.isPresent() && values.get() instanceof YamlMap map) {
                points.put(field, assetPoints(field, map));
            } else {
                reader.problem(field, "must be a map from a value to 0, 5, 10 or 15");
            }
        }
        Assets.FIELDS.forEach(reader::value);
        return new Assets(points);
    }

    private Map<String, Integer> assetPoints(String field, YamlMap map) {
        Map<String, Integer> points = new LinkedHashMap<>();
        for (YamlMap.Entry entry : map.entries()) {
            Optional<Integer> value = entry.value() instanceof YamlScalar scalar
                    ? scalar.asLong().map(Long::intValue).filter(Assets.POINTS::contains)
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

    private Optional<Integer> integer(String key, int most) {
        return top.integer(key, 1, most).map(Long::intValue);
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
