package io.tocsin.monitor.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The file {@code broker.properties} of a data folder: how clients reach the broker that works on it. Written after the
 * start, removed before the stop; one left behind by a killed process is meaningless, which the folder's lock tells.
 */
final class BrokerProperties {
    private static final String FILE_NAME = "broker.properties";

    private BrokerProperties() {}

    /** The address and the secret of a broker, as client properties of Kafka. */
    static Map<String, String> of(String bootstrapServers, BrokerSecret secret) {
        return Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                secret.clientJaasConfig());
    }

    static void write(Path folder, Map<String, String> clientProperties) throws IOException {
        Properties properties = new Properties();
        properties.putAll(clientProperties);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        properties.store(bytes, "How to reach the embedded broker while it runs. Holds the secret of this start.");
        PrivateFiles.write(folder.resolve(FILE_NAME), bytes.toByteArray());
    }

    /** Empty when there is no such file. */
    static Optional<Map<String, String>> read(Path folder) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(folder.resolve(FILE_NAME))) {
            properties.load(in);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Map<String, String> map = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> map.put(name, properties.getProperty(name)));
        return Optional.of(Map.copyOf(map));
    }

    static void delete(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(FILE_NAME));
    }
}
