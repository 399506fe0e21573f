package io.tocsin.monitor.app;

import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.ValueListRecord;
import io.tocsin.rules.sigma.ValueLists;
import io.tocsin.rules.sigma.ValueListsBuilder;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads the topic {@code value-lists} to the end that it has now. */
public final class ValueListTopic {

    /** The most lists and values together. */
    public static final int MAX_ENTRIES = 1_000_000;

    /**
     * Something that the topic holds.
     *
     * @param list the name of a list
     * @param value one of its values; {@code null} says that the list is there
     * @param offset where it stands
     * @param json the record's value, which tells who put it there and why
     */
    public record Entry(String list, @Nullable String value, long offset, byte @Nullable [] json) {}

    private ValueListTopic() {}

    /**
     * The lists that the topic holds.
     *
     * @throws InvalidDocumentException if something on it is wrong: an exception that is passed over in silence would be
     *     a false alert, and a list of attackers one that is missed. Offsets stand in place of lines
     */
    public static ValueLists read(Map<String, String> clientProperties, String topic) throws InvalidDocumentException {
        Problems problems = new Problems();
        ValueListsBuilder lists = new ValueListsBuilder(problems);
        for (Entry entry : entries(clientProperties, topic, problems)) {
            if (entry.value() == null) {
                lists.list(entry.list(), topic, (int) entry.offset());
            } else {
                lists.value(entry.list(), entry.value(), topic, (int) entry.offset());
            }
        }
        problems.throwIfAny();
        return lists.build();
    }

    /** What the topic holds, in the order in which it was put there; what can't be read is noted. */
    public static List<Entry> entries(Map<String, String> clientProperties, String topic, Problems problems) {
        Map<List<String>, Entry> newest = new LinkedHashMap<>();
        try (TopicReader reader = new TopicReader(clientProperties, topic)) {
            reader.readToEnd(record -> take(record, newest, problems));
        }
        return List.copyOf(newest.values());
    }

    private static boolean take(
            ConsumerRecord<byte[], byte[]> record, Map<List<String>, Entry> newest, Problems problems) {
        int offset = (int) Math.min(record.offset(), Integer.MAX_VALUE);
        try {
            List<String> key = ValueListRecord.readKey(record.key());
            newest.remove(key);
            if (record.value() != null) {
                newest.put(
                        key,
                        new Entry(key.get(0), key.size() == 1 ? null : key.get(1), record.offset(), record.value()));
            }
        } catch (MalformedRecordException e) {
            problems.add(
                    record.topic(), offset, "the record at this offset is none of a value list: " + e.getMessage());
        }
        if (newest.size() > MAX_ENTRIES) {
            problems.add(record.topic(), offset, "the lists hold more than " + MAX_ENTRIES + " values together");
            return false;
        }
        return true;
    }
}
