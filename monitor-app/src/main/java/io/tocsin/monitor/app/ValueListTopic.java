package io.tocsin.monitor.app;

import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.ValueListRecord;
import io.tocsin.rules.sigma.ValueLists;
import io.tocsin.rules.sigma.ValueListsBuilder;
import io.tocsin.rules.yaml.InvalidDocumentException;
import io.tocsin.rules.yaml.Problems;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the topic {@code value-lists} holds: the newest record of each key, however many there are. */
public final class ValueListTopic {

    /**
     * Something that the topic holds.
     *
     * @param list the name of a list
     * @param value one of its values; {@code null} says that the list is there
     * @param offset where it stands
     * @param json the record's value, which tells who put it there and why
     */
    public record Entry(String list, @Nullable String value, long offset, byte @Nullable [] json) {}

    private final String topic;
    private final Map<List<String>, Entry> newest = new LinkedHashMap<>();
    private final Map<ByteBuffer, Unreadable> unreadable = new LinkedHashMap<>();

    private record Unreadable(long offset, String why) {}

    /** A topic without records, to be told of each. */
    ValueListTopic(String topic) {
        this.topic = topic;
    }

    /** The topic, read to the end that it has now. */
    public static ValueListTopic open(Map<String, String> clientProperties, String topic) {
        ValueListTopic read = new ValueListTopic(topic);
        try (TopicReader reader = new TopicReader(clientProperties, topic)) {
            reader.readToEnd(record -> {
                read.take(record.key(), record.value(), record.offset());
                return true;
            });
        }
        return read;
    }

    /**
     * The lists that the topic holds.
     *
     * @throws InvalidDocumentException if something on it is wrong: an exception that is passed over in silence would be
     *     a false alert, and a list of attackers one that is missed. Offsets stand in place of lines
     */
    public static ValueLists read(Map<String, String> clientProperties, String topic) throws InvalidDocumentException {
        return open(clientProperties, topic).lists();
    }

    /** The lists; see {@link #read}. */
    ValueLists lists() throws InvalidDocumentException {
        Problems problems = problems();
        ValueListsBuilder lists = new ValueListsBuilder(problems);
        for (Entry entry : newest.values()) {
            if (entry.value() == null) {
                lists.list(entry.list(), topic, line(entry.offset()));
            } else {
                lists.value(entry.list(), entry.value(), topic, line(entry.offset()));
            }
        }
        problems.throwIfAny();
        return lists.build();
    }

    /** What the lists hold, in the order in which it was put there. */
    public List<Entry> entries() {
        return List.copyOf(newest.values());
    }

    /** The keys of the records that can't be read and weren't removed. */
    public List<byte[]> unreadableKeys() {
        List<byte[]> keys = new ArrayList<>();
        for (ByteBuffer key : unreadable.keySet()) {
            byte[] bytes = new byte[key.remaining()];
            key.duplicate().get(bytes);
            keys.add(bytes);
        }
        return keys;
    }

    /** What is wrong with records that weren't removed. */
    public Problems problems() {
        Problems problems = new Problems();
        unreadable
                .values()
                .forEach(bad -> problems.add(
                        topic,
                        line(bad.offset()),
                        "the record at this offset is none of a value list: " + bad.why()
                                + "; `tocsin values remove --unreadable --reason TEXT` removes it"));
        return problems;
    }

    /** Takes the next record. */
    void take(byte @Nullable [] key, byte @Nullable [] json, long offset) {
        // By its bytes: what has no meaning can still be replaced and removed.
        ByteBuffer raw = ByteBuffer.wrap(key == null ? new byte[0] : key);
        unreadable.remove(raw);
        try {
            // The removal first: it may stand under a key that can't be read.
            boolean isGone = json == null || isRemoval(json);
            if (isGone && !isKey(key)) {
                return;
            }
            List<String> texts = ValueListRecord.readKey(key);
            newest.remove(texts);
            if (!isGone) {
                newest.put(texts, new Entry(texts.get(0), texts.size() == 1 ? null : texts.get(1), offset, json));
            }
        } catch (MalformedRecordException e) {
            unreadable.put(raw, new Unreadable(offset, String.valueOf(e.getMessage())));
        }
    }

    private static boolean isRemoval(byte[] json) {
        try {
            return ValueListRecord.decode(json).isRemoved();
        } catch (MalformedRecordException e) {
            // The key tells what is on a list; the rest is for people.
            return false;
        }
    }

    private static boolean isKey(byte @Nullable [] key) {
        try {
            return !ValueListRecord.readKey(key).isEmpty();
        } catch (MalformedRecordException e) {
            return false;
        }
    }

    private static int line(long offset) {
        return (int) Math.min(offset, Integer.MAX_VALUE);
    }
}
