package io.tocsin.topology.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.topology.fixture.Schemas;
import java.util.ArrayList;
import java.util.List;

/**
 * Tries whether a schema and a codec accept the same: every field of a full object, nested ones too, is left out and
 * replaced by every value of a list, and an unknown field is added to every object.
 */
final class FieldByField {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String UNKNOWN_FIELD = "extra";

    private final Schemas schema;
    private final Codec codec;
    private final List<JsonNode> values = new ArrayList<>();
    private int accepted;

    /** Reads bytes and throws for what it doesn't accept. */
    interface Codec {
        void decode(byte[] bytes) throws Exception;
    }

    FieldByField(Schemas schema, Codec codec, List<String> values) throws JsonProcessingException {
        this.schema = schema;
        this.codec = codec;
        for (String value : values) {
            this.values.add(MAPPER.readTree(value));
        }
    }

    /**
     * Fails at the first object on which schema and codec differ.
     *
     * @param full an object with every field it may have
     * @return how many of the changed objects both accepted
     */
    int assertAgreement(String full) throws JsonProcessingException {
        ObjectNode root = (ObjectNode) MAPPER.readTree(full);
        assertEquals(List.of(), schema.problems(root.toString()));
        assertAgree(root);
        accepted = 0;
        change(root, root);
        return accepted;
    }

    /** Changes one field of {@code at}, which is a part of {@code root}, at a time, and puts it back. */
    private void change(ObjectNode root, ObjectNode at) {
        List<String> fields = new ArrayList<>();
        at.fieldNames().forEachRemaining(fields::add);
        fields.add(UNKNOWN_FIELD);
        for (String field : fields) {
            JsonNode original = at.get(field);
            at.remove(field);
            if (original != null) {
                assertAgree(root);
            }
            for (JsonNode value : values) {
                at.set(field, value);
                assertAgree(root);
            }
            if (original == null) {
                at.remove(field);
            } else {
                at.set(field, original);
            }
            if (original instanceof ObjectNode object) {
                change(root, object);
            }
        }
    }

    private void assertAgree(ObjectNode root) {
        String json = root.toString();
        List<String> problems = schema.problems(json);
        String refusal = refusal(json);
        assertEquals(
                refusal.isEmpty(),
                problems.isEmpty(),
                () -> "codec: " + refusal + ", schema: " + problems + ", object: "
                        + json.substring(0, Math.min(2_000, json.length())));
        accepted += refusal.isEmpty() ? 1 : 0;
    }

    private String refusal(String json) {
        try {
            codec.decode(json.getBytes(UTF_8));
            return "";
        } catch (Exception e) {
            return e.toString();
        }
    }
}
