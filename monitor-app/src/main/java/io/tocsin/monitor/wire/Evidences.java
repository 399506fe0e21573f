package io.tocsin.monitor.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.alert.Evidence.RecordPlace;
import io.tocsin.rules.event.Origin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * OCSF {@code evidences}: where the events of a finding stand and where they came from. OCSF has no object for a place in Kafka, hence {@code data}:
 * each evidence must have some content.
 */
final class Evidences {
    private Evidences() {}

    /** Writes the oldest, and behind them the newest. */
    static void write(JsonGenerator json, Alert alert) throws IOException {
        json.writeArrayFieldStart("evidences");
        for (Evidence each : alert.oldest()) {
            write(json, each);
        }
        for (Evidence each : alert.newest()) {
            write(json, each);
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Evidence evidence) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("data");
        json.writeNumberField("time", evidence.timeMs());
        RecordPlace place = evidence.record();
        if (place != null) {
            json.writeStringField("topic", place.topic());
            json.writeNumberField("partition", place.partition());
            json.writeNumberField("offset", place.offset());
        }
        Origin origin = evidence.origin();
        if (origin != null) {
            json.writeStringField("file", origin.file());
            json.writeNumberField("line", origin.line());
        }
        json.writeEndObject();
        String source = evidence.source();
        if (source != null) {
            json.writeObjectFieldStart("src_endpoint");
            json.writeStringField("ip", source);
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    /** All of a finding's, in the order in which they were written. */
    static List<Evidence> read(JsonFields finding) throws MalformedRecordException {
        List<Evidence> evidences = new ArrayList<>();
        for (JsonFields each : finding.objects("evidences")) {
            JsonFields data = each.object("data");
            RecordPlace place = data.has("topic")
                    ? new RecordPlace(data.text("topic"), data.smallInteger("partition"), data.integer("offset"))
                    : null;
            Origin origin = data.has("file") ? new Origin(data.text("file"), data.integer("line")) : null;
            String source =
                    each.has("src_endpoint") ? each.object("src_endpoint").text("ip") : null;
            evidences.add(new Evidence(data.integer("time"), place, origin, source));
        }
        return evidences;
    }
}
