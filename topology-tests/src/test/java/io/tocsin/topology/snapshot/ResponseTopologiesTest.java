package io.tocsin.topology.snapshot;

import io.tocsin.monitor.notify.NotifyTopology;
import io.tocsin.monitor.respond.RespondTopology;
import io.tocsin.monitor.wire.Topics;
import io.tocsin.rules.containment.ContainmentPolicy;
import io.tocsin.rules.routing.PacingPolicy;
import io.tocsin.topology.fixture.Golden;
import io.tocsin.topology.fixture.Rosters;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResponseTopologiesTest {

    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);

    @Test
    void respondIsAsAccepted() throws IOException {
        ContainmentPolicy policy = ContainmentPolicy.of(ContainmentPolicy.Mode.ENFORCE, Set.of(), 0);

        Golden.assertMatches(
                "topology-respond.txt",
                RespondTopology.of(TOPICS, policy, Rosters.of("a@example.com", "b@example.com"), false)
                        .describe()
                        .toString());
    }

    @Test
    void notifyIsAsAccepted() throws IOException {
        Golden.assertMatches(
                "topology-notify.txt",
                NotifyTopology.of(TOPICS, Rosters.of("a@example.com", "b@example.com"), PacingPolicy.DEFAULT)
                        .describe()
                        .toString());
    }
}
