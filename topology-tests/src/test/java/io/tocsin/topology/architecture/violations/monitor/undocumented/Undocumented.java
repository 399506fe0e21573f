package io.tocsin.topology.architecture.violations.monitor.undocumented;

final class Undocumented {

    private Undocumented() {}
}
