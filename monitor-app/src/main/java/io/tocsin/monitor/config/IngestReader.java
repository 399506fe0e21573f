package io.tocsin.monitor.config;

import io.tocsin.rules.detect.IngestSettings;
import io.tocsin.rules.detect.TrustedProxies;
import io.tocsin.rules.match.IpNetwork;
import io.tocsin.rules.match.IpNetwork.InvalidNetworkException;
import io.tocsin.rules.match.IpNetworks;
import io.tocsin.rules.yaml.MapReader;
import java.util.ArrayList;
import java.util.List;

/** Reads the map {@code ingest:}. */
final class IngestReader {
    private IngestReader() {}

    static IngestSettings read(MapReader reader) {
        return new IngestSettings(reader.bool("fold_case").orElse(false), proxies(reader));
    }

    /** What is no network is noted, and no more than can be trusted are taken. */
    private static TrustedProxies proxies(MapReader reader) {
        List<IpNetwork> networks = new ArrayList<>();
        for (String text : reader.strings("trusted_proxies")) {
            try {
                networks.add(IpNetwork.parse(text));
            } catch (InvalidNetworkException e) {
                reader.problem("trusted_proxies", "holds what is no network: " + e.getMessage());
            }
        }
        if (networks.size() > TrustedProxies.MOST) {
            reader.problem(
                    "trusted_proxies",
                    "names " + networks.size() + " networks; at most " + TrustedProxies.MOST + " can be trusted");
            return TrustedProxies.NONE;
        }
        return new TrustedProxies(new IpNetworks(networks));
    }
}
