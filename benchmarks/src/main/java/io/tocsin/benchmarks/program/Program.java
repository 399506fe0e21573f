package io.tocsin.benchmarks.program;

import io.tocsin.monitor.app.Tocsin;
import io.tocsin.monitor.config.BrokerConfig;
import io.tocsin.monitor.config.MailConfig;
import io.tocsin.monitor.config.Sources;
import io.tocsin.monitor.config.Stage;
import io.tocsin.monitor.config.TocsinConfig;
import io.tocsin.rules.detect.Assets;
import io.tocsin.rules.detect.IngestSettings;
import io.tocsin.rules.detect.TimeSettings;
import io.tocsin.rules.routing.PacingPolicy;
import io.tocsin.rules.sigma.RuleSet;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The program as {@code tocsin run} starts it, all stages, on topics of its own. */
final class Program implements AutoCloseable {
    private final Tocsin tocsin;
    private final TocsinConfig config;

    private Program(Tocsin tocsin, TocsinConfig config) {
        this.tocsin = tocsin;
        this.config = config;
    }

    static Program start(Cluster cluster, String prefix, RuleSet rules) throws IOException {
        Path state = cluster.state(prefix);
        TocsinConfig config = new TocsinConfig(
                new BrokerConfig.Cluster(cluster.client()),
                state,
                prefix,
                Cluster.topicSettings(),
                "bench",
                TocsinConfig.DEFAULT_TICK_INTERVAL,
                List.of(TocsinConfig.SHIPPED_RULES),
                List.of(),
                Sources.OWN,
                Optional.empty(),
                TimeSettings.DEFAULT,
                IngestSettings.AS_SENT,
                TocsinConfig.DEFAULT_POLICY,
                Optional.empty(),
                PacingPolicy.DEFAULT,
                Assets.NONE,
                Optional.of(MailConfig.maildirUnder(state)),
                Optional.empty(),
                Optional.empty(),
                Stage.withoutProvider());
        try {
            return new Program(
                    Tocsin.start(config, ofTopic -> rules, cluster.roster(), Map.of(), Clock.systemUTC()), config);
        } catch (InvalidDocumentException e) {
            throw new IllegalStateException("the topics are new, and hold no lists", e);
        }
    }

    /** The consumer group whose progress is measured. */
    String detectGroup() {
        return Tocsin.group(config, Stage.DETECT);
    }

    @Override
    public void close() {
        tocsin.close();
    }
}
