package io.tocsin.monitor.config;

import io.tocsin.rules.yaml.Problems;
import io.tocsin.rules.yaml.YamlMap;
import io.tocsin.rules.yaml.YamlScalar;
import io.tocsin.rules.yaml.YamlValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the map {@code kafka:}: properties of Kafka clients, passed through untouched. */
final class KafkaProperties {
    /** What exactness rests on. Whoever sets it expects an effect, so it is refused rather than overridden. */
    private static final Set<String> DECIDED_BY_TOCSIN = Set.of(
            "application.id",
            "auto.offset.reset",
            "enable.auto.commit",
            "enable.idempotence",
            "group.id",
            "group.instance.id",
            "group.protocol",
            "isolation.level",
            "key.deserializer",
            "key.serializer",
            "processing.guarantee",
            "rocksdb.config.setter",
            "state.cleanup.delay.ms",
            "state.dir",
            "topology.optimization",
            "transactional.id",
            "value.deserializer",
            "value.serializer");

    private static final List<String> CLIENT_PREFIXES =
            List.of("main.consumer.", "restore.consumer.", "global.consumer.", "consumer.", "producer.", "admin.");

    private static final String CONFIG_PROVIDERS = "config.providers";

    /** Kafka's own providers, so that {@code ${env:NAME}} and {@code ${file:PATH:KEY}} work without further ado. */
    private static final Map<String, String> PROVIDERS = Map.of(
            CONFIG_PROVIDERS,
            "env,file,directory",
            "config.providers.env.class",
            "org.apache.kafka.common.config.provider.EnvVarConfigProvider",
            "config.providers.file.class",
            "org.apache.kafka.common.config.provider.FileConfigProvider",
            "config.providers.directory.class",
            "org.apache.kafka.common.config.provider.DirectoryConfigProvider");

    private KafkaProperties() {}

    static Map<String, String> read(YamlMap map, Problems problems) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (YamlMap.Entry entry : map.entries()) {
            String key = entry.name();
            if (!(entry.value() instanceof YamlScalar scalar) || scalar.isNull()) {
                problem(entry, problems, "is " + entry.value().kindName() + "; a single value is expected");
            } else if (DECIDED_BY_TOCSIN.contains(withoutPrefix(key))) {
                problem(entry, problems, "is decided by Tocsin; leave it out");
            } else if (isSecret(key, scalar.text()) && !scalar.text().contains("${")) {
                problem(
                        entry,
                        problems,
                        "holds a secret; keep it out of this file: write ${env:NAME}, or ${file:/path/to.properties:KEY}");
            } else {
                properties.put(key, scalar.text());
            }
        }
        if (!properties.containsKey(CONFIG_PROVIDERS)
                && properties.values().stream().anyMatch(value -> value.contains("${"))) {
            properties.putAll(PROVIDERS);
        }
        return properties;
    }

    private static String withoutPrefix(String key) {
        return CLIENT_PREFIXES.stream()
                .filter(key::startsWith)
                .findFirst()
                .map(prefix -> key.substring(prefix.length()))
                .orElse(key);
    }

    private static boolean isSecret(String key, String value) {
        String lowerKey = key.toLowerCase(Locale.ROOT);
        String lowerValue = value.toLowerCase(Locale.ROOT);
        return lowerKey.endsWith("password")
                || lowerKey.endsWith(".secret")
                || lowerKey.endsWith("keystore.key")
                || lowerKey.endsWith("sasl.jaas.config")
                        && (lowerValue.contains("password=") || lowerValue.contains("secret="));
    }

    private static void problem(YamlMap.Entry entry, Problems problems, String what) {
        YamlValue at = entry.key();
        problems.add(at, "`kafka." + entry.name() + "` " + what);
    }
}
