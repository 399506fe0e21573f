package io.tocsin.topology.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.monitor.wire.RejectedEventException;
import io.tocsin.rules.event.EventType;
import io.tocsin.topology.fixture.Schemas;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The schemas of events accept what the strict codec accepts and refuse what it refuses, as far as JSON Schema can say
 * it: every field of a full event is left out and replaced by every value of a list of odd and border values.
 */
class EventSchemaTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final EventCodec CODEC = new EventCodec();

    /** Values that some field accepts and most refuse: each border of each limit, from both sides. */
    private static final List<String> VALUES = new ArrayList<>(List.of(
            "null",
            "true",
            "false",
            "{}",
            "[]",
            "[\"x\"]",
            "-1",
            "0",
            "1",
            "2",
            "99",
            "100",
            "599",
            "600",
            "1.5",
            "253402300799999",
            "253402300800000",
            "999999999999999999",
            "\"\"",
            "\" \"",
            "\"x\"",
            "\"\\u0000\"",
            "\"valid\"",
            "\"invalid\"",
            "\"missing\"",
            "\"VALID\"",
            "\"active\"",
            "\"retiring\"",
            "\"expired\"",
            "\"revoked\"",
            "\"read\"",
            "\"write\"",
            "\"admin\"",
            "\"SSLv2\"",
            "\"SSLv3\"",
            "\"TLSv1\"",
            "\"TLSv1.0\"",
            "\"TLSv1.1\"",
            "\"TLSv1.2\"",
            "\"TLSv1.3\"",
            "\"tlsv1.3\"",
            "\"1\"",
            "\"login\"",
            "\"api-response\"",
            "\"webhook\"",
            "\"true\"",
            "\"2026-01-01T00:00:00Z\"",
            "\"2026-01-01t00:00:00.1z\"",
            "\"2026-01-01T00:00:00.123456789+23:59\"",
            "\"2016-12-31T23:59:60Z\"",
            "\"1970-01-01T00:00:00Z\"",
            "\"9999-12-31T23:59:59.999Z\"",
            "\"2026-01-01\"",
            "\"2026-01-01 00:00:00Z\"",
            "\"2026-01-01T00:00:00\"",
            "\"2026-13-01T00:00:00Z\"",
            "\"2026-01-32T00:00:00Z\"",
            "\"2026-01-01T24:00:00Z\"",
            "\"2026-01-01T00:60:00Z\"",
            "\"2026-01-01T00:00:61Z\"",
            "\"2026-01-01T00:00:00.Z\"",
            "\"2026-01-01T00:00:00.1234567890Z\"",
            "\"2026-01-01T00:00:00+24:00\"",
            "\"2026-01-01T00:00:00+0100\"",
            "\"2026-01-01T00:00:00Zx\"",
            "\"2026-01-01T00:00:00Z \"",
            "\"26-01-01T00:00:00Z\"",
            "{\"file\":\"a.log\",\"line\":1}",
            "{\"file\":\"\",\"line\":999999999999999999}",
            "{\"file\":\"a.log\",\"line\":0}",
            "{\"file\":\"a.log\"}",
            "{\"line\":1}",
            "{\"file\":1,\"line\":1}",
            "{\"file\":\"a.log\",\"line\":\"1\"}",
            "{\"file\":\"a.log\",\"line\":1,\"column\":1}"));

    static {
        for (int limit : new int[] {32, 64, 256, 1_024, 8_192}) {
            VALUES.add("\"" + "x".repeat(limit) + "\"");
            VALUES.add("\"" + "x".repeat(limit + 1) + "\"");
        }
        VALUES.add("{\"file\":\"" + "x".repeat(255) + "\",\"line\":1}");
        VALUES.add("{\"file\":\"" + "x".repeat(256) + "\",\"line\":1}");
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void schemaAndCodecAgreeOnEveryFieldAndValue(EventType type) throws JsonProcessingException {
        int accepted = new FieldByField(schema(type), bytes -> CODEC.decode(type, bytes), VALUES)
                .assertAgreement(full(type).toString());
        assertTrue(accepted > VALUES.size(), "the values try too little: only " + accepted + " were accepted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "1", "\"text\"", "[]", "{}"})
    void whatIsNoEventAtAllIsRefusedByBoth(String json) {
        for (EventType type : EventType.values()) {
            assertTrue(!schema(type).problems(json).isEmpty(), type.label());
            assertThrows(RejectedEventException.class, () -> CODEC.decode(type, json.getBytes(UTF_8)));
        }
    }

    /** The list in the schemas' {@code $comment}: the codec is the stricter one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"version\":1.0,%s",
                "{\"version\":1e0,%s",
                "{\"success\":true,\"version\":1,%s",
                "{\"version\":1,\"userAgent\":\"\\ud800\",%s",
                "{\"version\":1,\"origin\":{\"file\":\"\\udc00\",\"line\":1},%s",
                "{\"version\":1,\"origin\":{\"file\":\"a\",\"line\":1.0},%s",
            })
    void whatJsonSchemaCannotSayIsStillRefusedByTheCodec(String text) {
        String rest = "\"type\":\"login\",\"tenant\":\"t\",\"ce_source\":\"s\",\"ce_id\":\"1\","
                + "\"time\":\"2026-01-01T00:00:00Z\",\"userId\":\"alice\",\"success\":false}";
        String json = text.formatted(rest);
        assertEquals(List.of(), schema(EventType.LOGIN).problems(json));
        assertThrows(RejectedEventException.class, () -> CODEC.decode(EventType.LOGIN, json.getBytes(UTF_8)));
    }

    @Test
    void aDayThatDoesNotExistIsRefusedByTheCodecAlone() throws JsonProcessingException {
        ObjectNode event = full(EventType.LOGIN).put("time", "2026-02-30T00:00:00Z");
        assertEquals(List.of(), schema(EventType.LOGIN).problems(event.toString()));
        assertThrows(
                RejectedEventException.class,
                () -> CODEC.decode(EventType.LOGIN, event.toString().getBytes(UTF_8)));
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void whatTheCodecWritesIsValid(EventType type) throws JsonProcessingException, RejectedEventException {
        byte[] written = CODEC.encode(CODEC.decode(type, full(type).toString().getBytes(UTF_8)));
        assertEquals(List.of(), schema(type).problems(written));
    }

    private static Schemas schema(EventType type) {
        return Schemas.of("event-" + type.label());
    }

    /** An event with every field its type may have. */
    private static ObjectNode full(EventType type) throws JsonProcessingException {
        String own = switch (type) {
            case LOGIN ->
                "'userId':'alice','userName':'Alice','success':false,'sourceIp':'192.0.2.1','forwardedFor':'192.0.2.7','userAgent':'curl'";
            case API_RESPONSE ->
                "'clientId':'shop','method':'GET','endpoint':'/v1','responseCode':404,"
                        + "'sourceIp':'192.0.2.1','forwardedFor':'192.0.2.7','userAgent':'curl','keyId':'key-3','keyStatus':'active',"
                        + "'permission':'read','tlsVersion':'TLSv1.2'";
            case WEBHOOK ->
                "'source':'psp','signature':'valid','replayed':false,'sourceListed':true,"
                        + "'sourceIp':'192.0.2.1','forwardedFor':'192.0.2.7','endpoint':'/hook','responseCode':200,'tlsVersion':'TLSv1.3'";
        };
        String json = ("{'version':1,'type':'" + type.label() + "','tenant':'default','ce_source':'idp-1','ce_id':'42',"
                        + "'time':'2026-01-01T00:00:00.000Z'," + own + ",'origin':{'file':'a.log','line':1}}")
                .replace('\'', '"');
        return (ObjectNode) MAPPER.readTree(json);
    }
}
