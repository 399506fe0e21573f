package io.tocsin.monitor.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tocsin.rules.event.IpAddress;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OCSF {@code observables}: what a finding groups by, where OCSF has a type for it. */
final class Observables {
    private Observables() {}

    static void write(JsonGenerator json, Map<String, String> group) throws IOException {
        json.writeArrayFieldStart("observables");
        for (Map.Entry<String, String> each : group.entrySet()) {
            Type type = Type.of(each.getKey(), each.getValue());
            if (type != null) {
                json.writeStartObject();
                json.writeStringField("name", "unmapped.group." + each.getKey());
                json.writeNumberField("type_id", type.id);
                json.writeStringField("type", type.caption);
                json.writeStringField("value", each.getValue());
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    private enum Type {
        IP_ADDRESS(2, "IP Address"),
        USER_NAME(4, "User Name"),
        USER_AGENT(16, "HTTP User-Agent");

        private final int id;
        private final String caption;

        Type(int id, String caption) {
            this.id = id;
            this.caption = caption;
        }

        static @Nullable Type of(String field, String value) {
            return switch (field) {
                case "userId", "userName" -> USER_NAME;
                case "sourceIp" -> isAddress(value) ? IP_ADDRESS : null;
                case "userAgent" -> USER_AGENT;
                default -> null;
            };
        }

        /** Senders state addresses as they like; whoever parses observables must not trip over {@code unknown}. */
        private static boolean isAddress(String value) {
            return IpAddress.isPlain(value);
        }
    }
}
