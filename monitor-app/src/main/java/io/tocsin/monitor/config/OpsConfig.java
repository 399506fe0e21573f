package io.tocsin.monitor.config;

import io.tocsin.rules.event.IpAddress;

/**
 * Where {@code /health}, {@code /ready} and {@code /metrics} are served: on this machine only, as they are served without
 * TLS and to whoever asks.
 *
 * @param address {@code localhost}, {@code ::1} or an address that begins with {@code 127.}
 * @param port 1 to 65535, or 0 for any that is free
 */
public record OpsConfig(String address, int port) {
    static final String DEFAULT_ADDRESS = "127.0.0.1";
    static final int DEFAULT_PORT = 9464;
    static final int LARGEST_PORT = 65_535;

    /** What holds where nothing is said. The port is the one that OpenTelemetry's Prometheus exporters use. */
    public static final OpsConfig DEFAULT = new OpsConfig(DEFAULT_ADDRESS, DEFAULT_PORT);

    public OpsConfig {
        if (!IpAddress.isThisMachine(address)) {
            throw new IllegalArgumentException("ops.address " + notLoopback(address));
        }
        if (port < 0 || port > LARGEST_PORT) {
            throw new IllegalArgumentException("ops.port is " + port + "; 0 to " + LARGEST_PORT + " are allowed");
        }
    }

    static String notLoopback(String address) {
        return "is '" + address
                + "', which is not this machine alone; allowed are 127.0.0.1, ::1 and localhost, as what"
                + " is served there has no TLS: let a proxy, or a neighbour in the same pod, carry it further";
    }
}
