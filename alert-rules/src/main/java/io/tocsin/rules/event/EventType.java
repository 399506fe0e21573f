package io.tocsin.rules.event;

import java.util.List;

/** The kinds of events, with the fields that rules may name. */
public enum EventType {
    /** An attempt to sign in. */
    LOGIN("login", "userId", List.of("userId", "success", "sourceIp", "userAgent")),
    /** An answer of the platform's API to a client. */
    API_RESPONSE(
            "api-response",
            "clientId",
            List.of("clientId", "method", "endpoint", "responseCode", "sourceIp", "userAgent")),
    /** A webhook delivery, with what its receiver found out about it. */
    WEBHOOK(
            "webhook",
            "source",
            List.of("source", "signature", "replayed", "sourceListed", "sourceIp", "endpoint", "responseCode"));

    private final String label;
    private final String keyField;
    private final List<String> fields;

    EventType(String label, String keyField, List<String> fields) {
        this.label = label;
        this.keyField = keyField;
        this.fields = fields;
    }

    /** The name in JSON, in topic names and in {@code logsource.category}: {@code login}, {@code api-response}, {@code webhook}. */
    public String label() {
        return label;
    }

    /** The field whose value keys the topic: rules that group by it alone are counted in place. */
    public String keyField() {
        return keyField;
    }

    /** The fields that rules may name, in the order of the JSON schema. */
    public List<String> fields() {
        return fields;
    }
}
