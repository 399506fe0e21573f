package io.tocsin.monitor.config;

import io.tocsin.rules.event.IpAddress;
import io.tocsin.rules.yaml.MapReader;
import java.util.Optional;

/** Reads the map {@code ops:}. */
final class OpsConfigReader {
    private OpsConfigReader() {}

    /** Where to serve; nothing if nowhere, or if the settings are wrong, which the reader has noted then. */
    static Optional<OpsConfig> read(MapReader reader) {
        boolean isEnabled = reader.bool("enabled").orElse(true);
        String address = reader.string("address").orElse(OpsConfig.DEFAULT_ADDRESS);
        int port = reader.integer("port", 0, OpsConfig.LARGEST_PORT)
                .map(Long::intValue)
                .orElse(OpsConfig.DEFAULT_PORT);
        if (!IpAddress.isThisMachine(address)) {
            reader.problem("address", OpsConfig.notLoopback(address));
            return Optional.empty();
        }
        return isEnabled ? Optional.of(new OpsConfig(address, port)) : Optional.empty();
    }
}
