package io.tocsin.topology.architecture.violations.rules.sigma;

import org.snakeyaml.engine.v2.api.LoadSettings;

final class CoreWithParser {

    private CoreWithParser() {}

    static LoadSettings settings() {
        return LoadSettings.builder().build();
    }
}
