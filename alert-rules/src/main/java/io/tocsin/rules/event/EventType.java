package io.tocsin.rules.event;

import java.util.List;
import java.util.stream.Stream;

/** The kinds of events, with the fields that rules may name. */
public enum EventType {
    /** An attempt to sign in. */
    LOGIN(
            "login",
            "userId",
            List.of("userId", "userName", "success", "sourceIp", "forwardedFor", "userAgent"),
            List.of(SecurityEvent.SOURCE_NETWORK, LoginEvent.FAMILIAR_SOURCE)),
    /** An answer of the platform's API to a client. */
    API_RESPONSE(
            "api-response",
            "clientId",
            List.of(
                    "clientId",
                    "method",
                    "endpoint",
                    "responseCode",
                    "sourceIp",
                    "forwardedFor",
                    "userAgent",
                    "keyId",
                    "keyStatus",
                    "permission",
                    "tlsVersion"),
            List.of(SecurityEvent.SOURCE_NETWORK)),
    /** A webhook delivery, with what its receiver found out about it. */
    WEBHOOK(
            "webhook",
            "source",
            List.of(
                    "source",
                    "signature",
                    "replayed",
                    "sourceListed",
                    "sourceIp",
                    "forwardedFor",
                    "endpoint",
                    "responseCode",
                    "tlsVersion"),
            List.of(SecurityEvent.SOURCE_NETWORK));

    private final String label;
    private final String keyField;
    private final List<String> sentFields;
    private final List<String> fields;

    EventType(String label, String keyField, List<String> sentFields, List<String> madeFields) {
        this.label = label;
        this.keyField = keyField;
        this.sentFields = sentFields;
        this.fields = Stream.concat(sentFields.stream(), madeFields.stream()).toList();
    }

    /** The name in JSON, in topic names and in {@code logsource.category}: {@code login}, {@code api-response}, {@code webhook}. */
    public String label() {
        return label;
    }

    /** The field whose value keys the topic: rules that group by it alone are counted in place. */
    public String keyField() {
        return keyField;
    }

    /** The fields that a sender may send, in the order of the JSON schema. */
    public List<String> sentFields() {
        return sentFields;
    }

    /** The fields that rules may name: those that are sent, and what is made of them. */
    public List<String> fields() {
        return fields;
    }
}
