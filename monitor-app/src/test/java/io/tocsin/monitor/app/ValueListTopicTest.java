package io.tocsin.monitor.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.wire.ValueListRecord;
import io.tocsin.rules.yaml.InvalidDocumentException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValueListTopicTest {
    private static final byte[] BAD = "office".getBytes(UTF_8);

    private final ValueListTopic topic = new ValueListTopic("value-lists");
    private long offset;

    @Test
    void whatIsRemovedIsSkipped() throws InvalidDocumentException {
        put("a", false);
        put("b", false);
        put("a", true);
        assertEquals(Map.of("office", List.of("b")), topic.lists().byName());
        put("a", false);
        assertEquals(Map.of("office", List.of("a", "b")), topic.lists().byName());
    }

    @Test
    void anUnreadableKeyIsAnErrorUntilItIsRemoved() throws InvalidDocumentException {
        topic.take(BAD, BAD, 7);
        assertThrows(InvalidDocumentException.class, topic::lists);
        String problem = topic.problems().sorted().get(0).toString();
        assertTrue(problem.startsWith("value-lists:7: ") && problem.contains("values remove --unreadable"), problem);
        assertArrayEquals(BAD, topic.unreadableKeys().get(0));
        topic.take(BAD, null, 8);
        assertEquals(Map.of(), topic.lists().byName());
        topic.take(BAD, BAD, 9);
        topic.take(BAD, new ValueListRecord("", null, "operator:carol", "a mistake", true).encode(), 10);
        assertEquals(Map.of(), topic.lists().byName());
    }

    @Test
    void aTopicThatIsTooFullCanBeReadButNotUsed() {
        for (int i = 0; i <= 100_000; i++) {
            topic.take(ValueListRecord.key("office", "v" + i), new byte[] {'x'}, i);
        }
        assertEquals(100_001, topic.entries().size());
        assertTrue(topic.problems().isEmpty());
        assertThrows(InvalidDocumentException.class, topic::lists);
    }

    private void put(String value, boolean isRemoved) {
        ValueListRecord record = new ValueListRecord("office", value, "operator:carol", "ours", isRemoved);
        topic.take(record.key(), record.encode(), offset++);
    }
}
