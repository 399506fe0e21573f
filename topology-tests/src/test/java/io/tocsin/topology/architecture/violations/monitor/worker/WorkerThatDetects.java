package io.tocsin.topology.architecture.violations.monitor.worker;

import io.tocsin.topology.architecture.violations.monitor.detect.DetectWithClock;

final class WorkerThatDetects {
    private WorkerThatDetects() {}

    static Class<?> stage() {
        return DetectWithClock.class;
    }
}
