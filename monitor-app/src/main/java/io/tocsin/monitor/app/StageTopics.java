package io.tocsin.monitor.app;

import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;

/**
 * Which topics a stage has to do with.
 *
 * @param read those it reads
 * @param written those it writes
 */
record StageTopics(Set<String> read, Set<String> written) {
    StageTopics {
        read = Set.copyOf(read);
        written = Set.copyOf(written);
    }

    static StageTopics of(Topology topology) {
        Set<String> read = new TreeSet<>();
        Set<String> written = new TreeSet<>();
        for (TopologyDescription.Subtopology part : topology.describe().subtopologies()) {
            for (TopologyDescription.Node node : part.nodes()) {
                if (node instanceof TopologyDescription.Source source && source.topicSet() != null) {
                    read.addAll(source.topicSet());
                } else if (node instanceof TopologyDescription.Sink sink && sink.topic() != null) {
                    written.add(sink.topic());
                }
            }
        }
        return new StageTopics(read, written);
    }
}
