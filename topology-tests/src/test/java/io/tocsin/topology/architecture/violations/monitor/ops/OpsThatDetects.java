package io.tocsin.topology.architecture.violations.monitor.ops;

import io.tocsin.topology.architecture.violations.monitor.detect.DetectWithClock;

final class OpsThatDetects {
    private OpsThatDetects() {}

    static Class<?> stage() {
        return DetectWithClock.class;
    }
}
