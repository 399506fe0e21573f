package io.tocsin.topology.snapshot;

import io.tocsin.monitor.detect.DetectTopology;
import io.tocsin.rules.detect.TimeSettings;
import io.tocsin.topology.fixture.DetectDriver;
import io.tocsin.topology.fixture.Golden;
import io.tocsin.topology.fixture.SysmonStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DetectTopologyTest {

    @Test
    void detectIsAsAccepted() throws IOException {
        Golden.assertMatches(
                "topology-detect.txt",
                DetectTopology.of(DetectDriver.settings(TimeSettings.DEFAULT))
                        .describe()
                        .toString());
    }

    @Test
    void aConfiguredStreamComesLast() throws IOException {
        Golden.assertMatches(
                "topology-detect-configured.txt",
                DetectTopology.of(SysmonStream.settings(1)).describe().toString());
    }
}
