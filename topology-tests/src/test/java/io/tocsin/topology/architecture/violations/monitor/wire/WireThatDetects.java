package io.tocsin.topology.architecture.violations.monitor.wire;

import io.tocsin.topology.architecture.violations.monitor.detect.DetectWithClock;

final class WireThatDetects {

    private WireThatDetects() {}

    static String id() {
        return DetectWithClock.id();
    }
}
