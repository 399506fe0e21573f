package io.tocsin.monitor.broker;

import java.util.List;

/**
 * What became of one topic of the catalogue.
 *
 * @param name its full name
 * @param state what it is now
 * @param partitions how many it has; 0 when it is missing
 * @param problems why the stages can't work with it, each a sentence that says what to do
 * @param remarks where it differs from the catalogue without doing harm
 */
public record TopicStatus(String name, State state, int partitions, List<String> problems, List<String> remarks) {

    /** What a topic is. */
    public enum State {
        /** It was missing and has been created. */
        CREATED,
        /** It exists as the catalogue wants it, but for the remarks. */
        VERIFIED,
        /** It exists, and the stages can't work with it as it is. */
        UNFIT,
        /** It doesn't exist. */
        MISSING
    }

    public TopicStatus {
        problems = List.copyOf(problems);
        remarks = List.copyOf(remarks);
    }

    static TopicStatus missing(String name) {
        String problem = "The topic " + name + " doesn't exist: create it with `tocsin topics create`";
        return new TopicStatus(name, State.MISSING, 0, List.of(problem), List.of());
    }
}
