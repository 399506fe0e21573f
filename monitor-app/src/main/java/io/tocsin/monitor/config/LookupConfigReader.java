package io.tocsin.monitor.config;

import io.tocsin.monitor.config.LookupConfig.OnFailure;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.IpAddress;
import io.tocsin.rules.yaml.MapReader;
import io.tocsin.rules.yaml.YamlMap;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the map {@code lookup:}. */
final class LookupConfigReader {
    private static final int LARGEST_PORT = 65_535;

    private LookupConfigReader() {}

    /** The settings; nothing if they are wrong, which the reader has noted then. */
    static Optional<LookupConfig> read(MapReader reader, Path folder) {
        String address = reader.string("address").orElse(LookupConfig.DEFAULT_ADDRESS);
        int port = reader.integer("port", 0, LARGEST_PORT).map(Long::intValue).orElse(LookupConfig.DEFAULT_PORT);
        // Both choices lock the wrong people out or in on a bad day: somebody has to have made one.
        reader.require("on_failure");
        Optional<OnFailure> onFailure = reader.oneOf("on_failure", List.of(OnFailure.values()), OnFailure::label);
        Map<String, OnFailure> tenants =
                reader.map("tenants").map(LookupConfigReader::tenants).orElse(Map.of());
        Map<String, LookupConfig.Bouncer> bouncers =
                reader.map("bouncers").map(inner -> bouncers(inner, folder)).orElse(Map.of());
        Optional<LookupConfig.Tls> tls = reader.map("tls").flatMap(inner -> tls(inner, folder));
        if (!reader.has("tls") && !IpAddress.isThisMachine(address)) {
            reader.problem(
                    "address",
                    "is '" + address + "', which is not this machine alone; give `lookup.tls`, by which clients prove"
                            + " who they are, or use 127.0.0.1");
            return Optional.empty();
        }
        return onFailure
                .filter(any -> reader.has("tls") == tls.isPresent())
                .map(choice -> new LookupConfig(address, port, tls, choice, tenants, bouncers));
    }

    private static Map<String, OnFailure> tenants(MapReader reader) {
        Map<String, OnFailure> tenants = new LinkedHashMap<>();
        YamlMap map = reader.map();
        for (String tenant : map.names()) {
            reader.oneOf(tenant, List.of(OnFailure.values()), OnFailure::label)
                    .ifPresent(choice -> tenants.put(tenant, choice));
        }
        return tenants;
    }

    private static Map<String, LookupConfig.Bouncer> bouncers(MapReader reader, Path folder) {
        Map<String, LookupConfig.Bouncer> bouncers = new LinkedHashMap<>();
        for (String name : reader.map().names()) {
            reader.map(name).ifPresent(inner -> {
                Optional<SecretPlace> key = SecretReader.read(inner, "key", folder);
                String tenant = inner.string("tenant").orElse(EventId.DEFAULT_TENANT);
                if (key.isEmpty()) {
                    reader.problem(name, "needs one of `key_env` and `key_file`");
                } else {
                    bouncers.put(name, new LookupConfig.Bouncer(key.get(), tenant));
                }
            });
        }
        return bouncers;
    }

    private static Optional<LookupConfig.Tls> tls(MapReader reader, Path folder) {
        Optional<Path> keyStore = file(reader, "key_store", folder);
        Optional<SecretPlace> keyStorePassword = SecretReader.read(reader, "key_store_password", folder);
        Optional<Path> trustStore = file(reader, "trust_store", folder);
        Optional<SecretPlace> trustStorePassword = SecretReader.read(reader, "trust_store_password", folder);
        if (keyStore.isEmpty() || keyStorePassword.isEmpty() || trustStore.isEmpty() || trustStorePassword.isEmpty()) {
            reader.problem("`lookup.tls` needs `key_store` and `trust_store`, each with its password in a variable or a"
                    + " file (`key_store_password_env` or `key_store_password_file`, and so on)");
            return Optional.empty();
        }
        return Optional.of(new LookupConfig.Tls(
                keyStore.get(), keyStorePassword.get(), trustStore.get(), trustStorePassword.get()));
    }

    private static Optional<Path> file(MapReader reader, String key, Path folder) {
        return reader.string(key).map(text -> folder.resolve(text).normalize());
    }
}
