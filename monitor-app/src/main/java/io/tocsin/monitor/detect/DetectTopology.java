package io.tocsin.monitor.detect;

import io.tocsin.monitor.wire.StageTopology;
import io.tocsin.rules.detect.Chains;
import io.tocsin.rules.detect.RuleIndex;
import io.tocsin.rules.event.EventStream;
import io.tocsin.rules.roster.Role;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * The topology of the detect stage: one part per topic of events and one for matches. No two topics share a task, so a
 * task's input is one partition and what it does follows from that partition's content alone.
 */
public final class DetectTopology {
    private DetectTopology() {}

    /** The topology; nothing is started. */
    public static Topology of(DetectSettings settings) {
        StageTopology topology = new StageTopology();
        RuleIndex index = new RuleIndex(settings.rules());
        Chains chains = new Chains(settings.rules());
        HotGroups hot = HotGroups.ofHeap(Runtime.getRuntime().maxMemory());
        EventStream.OWN.forEach(stream -> events(topology, settings, stream, index, chains, hot));
        topology.source("matches", settings.topics().matches())
                .processor("correlate", new MatchProcessor.Supplier(settings, chains, hot), "matches");
        if (chains.levels() > 1) {
            topology.sink(
                    Outlet.MATCHES + MatchProcessor.PART, settings.topics().matches(), MULTICAST, "correlate");
        }
        outlets(topology, settings, MatchProcessor.PART, "correlate");
        // Last, so that the tasks of the others keep their numbers, by which their state is found on disk.
        settings.topics().configured().forEach(each -> events(topology, settings, each.stream(), index, chains, hot));
        return topology.build();
    }

    private static void events(
            StageTopology topology,
            DetectSettings settings,
            EventStream stream,
            RuleIndex index,
            Chains chains,
            HotGroups hot) {
        String part = stream.label();
        String matcher = "match-" + part;
        topology.source("events-" + part, settings.topics().events(stream))
                .processor(matcher, new EventProcessor.Supplier(stream, settings, index, chains, hot), "events-" + part)
                .sink(Outlet.MATCHES + part, settings.topics().matches(), MULTICAST, matcher)
                .sink(Outlet.MOVED + part, settings.topics().events(stream), matcher);
        outlets(topology, settings, part, matcher);
    }

    private static void outlets(StageTopology topology, DetectSettings settings, String part, String parent) {
        topology.sink(Outlet.ALERTS + part, settings.topics().alerts(), parent)
                .sink(Outlet.ACCOUNT_REQUESTS + part, settings.topics().accountRequests(), parent)
                .sink(Outlet.REJECTED + part, settings.topics().rejected(), parent);
        for (Role role : settings.roster().roles()) {
            topology.sink(Outlet.roleAlerts(role, part), settings.topics().alerts(role.id()), parent);
        }
    }

    /** A match goes to its key's partition; a watermark, which has no key, to all of them. */
    private static final StreamPartitioner<byte[], byte[]> MULTICAST = (topic, key, value, partitions) -> {
        if (key != null) {
            return Optional.empty();
        }
        Set<Integer> all = IntStream.range(0, partitions).boxed().collect(Collectors.toUnmodifiableSet());
        return Optional.of(all);
    };
}
