package io.tocsin.monitor.cli;

import io.tocsin.monitor.app.ValueListTopic;
import io.tocsin.rules.sigma.ValueLists;
import io.tocsin.rules.sigma.ValueListsBuilder;
import io.tocsin.rules.yaml.Problems;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/** The value lists that the topic holds now. */
final class ValueDesk {
    /** Said of what was written. */
    static final String FROM_NEXT_START = "The stage detect takes it up at its next start.";

    private final List<ValueListTopic.Entry> entries;

    private ValueDesk(List<ValueListTopic.Entry> entries) {
        this.entries = entries;
    }

    /**
     * Reads the topic to its end.
     *
     * @throws CliException if something on it can't be read
     */
    static ValueDesk open(Session session) {
        ValueListTopic topic =
                ValueListTopic.open(session.clientProperties(), session.topics().valueLists());
        Problems problems = topic.problems();
        if (!problems.isEmpty()) {
            throw CliException.foundWrong(problems.sorted().get(0).toString());
        }
        return new ValueDesk(topic.entries());
    }

    /** A number of values in words. */
    static String count(int values) {
        return values + (values == 1 ? " value" : " values");
    }

    List<ValueListTopic.Entry> entries() {
        return entries;
    }

    boolean hasList(String list) {
        return entries.stream().anyMatch(entry -> entry.list().equals(list));
    }

    /** The values of a list. */
    SortedSet<String> values(String list) {
        SortedSet<String> values = new TreeSet<>();
        entries.stream()
                .filter(entry -> entry.list().equals(list) && entry.value() != null)
                .forEach(entry -> values.add(Objects.requireNonNull(entry.value())));
        return values;
    }

    /** Which lists there are, for a message that a name isn't among them. */
    String known() {
        SortedSet<String> names = new TreeSet<>();
        entries.forEach(entry -> names.add(entry.list()));
        return names.isEmpty() ? "; there is none at all" : "; there are " + String.join(", ", names);
    }

    /**
     * Refuses what the stage detect would refuse at its start.
     *
     * @param list the name of a list
     * @param added what it is to hold beside what it holds
     */
    void requireFit(String list, List<String> added) {
        if (!ValueLists.isName(list)) {
            throw CliException.usage("the list is called '" + Terminal.printable(list) + "'; " + ValueLists.NAME_RULE);
        }
        Problems problems = new Problems();
        ValueListsBuilder lists = new ValueListsBuilder(problems);
        for (ValueListTopic.Entry entry : entries) {
            lists.list(entry.list(), "", 1);
            if (entry.value() != null) {
                lists.value(entry.list(), entry.value(), "", 1);
            }
        }
        lists.list(list, "", 1);
        added.forEach(value -> lists.value(list, value, "", 1));
        if (!problems.isEmpty()) {
            throw CliException.usage(problems.sorted().get(0).message());
        }
    }
}
