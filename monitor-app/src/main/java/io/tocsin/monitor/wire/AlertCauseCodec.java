package io.tocsin.monitor.wire;

import static io.tocsin.monitor.wire.AccountRequestCodec.MAX_NAME_LENGTH;
import static io.tocsin.monitor.wire.AccountRequestCodec.MAX_REASON_LENGTH;
import static io.tocsin.monitor.wire.AccountRequestCodec.limited;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.containment.AlertCause;
import io.tocsin.rules.containment.AlertCause.Grounds;
import io.tocsin.rules.containment.Source;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The field {@code alert} of a request, which is left out where an operator asks. */
final class AlertCauseCodec {
    private AlertCauseCodec() {}

    static void write(JsonGenerator json, @Nullable AlertCause alert) throws IOException {
        if (alert == null) {
            return;
        }
        json.writeObjectFieldStart("alert");
        json.writeStringField("uid", alert.uid());
        json.writeStringField("ruleId", alert.ruleId());
        json.writeStringField("ruleName", alert.ruleName());
        json.writeNumberField("crossingTimeMs", alert.crossingTimeMs());
        json.writeStringField("severity", alert.severity().label());
        json.writeBooleanField("stale", alert.stale());
        // What is not known is left out, as it was before grounds were kept.
        if (!alert.grounds().equals(Grounds.UNKNOWN)) {
            write(json, alert.grounds());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Grounds grounds) throws IOException {
        json.writeObjectFieldStart("grounds");
        json.writeStringField("ruleSet", grounds.ruleSet());
        json.writeNumberField("count", grounds.count());
        json.writeNumberField("firstSeenMs", grounds.firstSeenMs());
        json.writeNumberField("lastSeenMs", grounds.lastSeenMs());
        json.writeNumberField("assetPoints", grounds.assetPoints());
        json.writeArrayFieldStart("sources");
        for (Source source : grounds.sources()) {
            json.writeString(source.text());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    static @Nullable AlertCause read(JsonFields request) throws MalformedRecordException {
        if (!request.has("alert")) {
            return null;
        }
        JsonFields alert = request.object("alert");
        AlertCause cause = new AlertCause(
                limited(alert, "uid", MAX_NAME_LENGTH),
                limited(alert, "ruleId", MAX_REASON_LENGTH),
                limited(alert, "ruleName", MAX_REASON_LENGTH),
                alert.integer("crossingTimeMs"),
                alert.oneOf("severity", Severity.class, Severity::label),
                alert.truth("stale"),
                alert.has("grounds") ? grounds(alert.object("grounds")) : Grounds.UNKNOWN);
        alert.end();
        return cause;
    }

    private static Grounds grounds(JsonFields fields) throws MalformedRecordException {
        String ruleSet = limited(fields, "ruleSet", MAX_NAME_LENGTH);
        long count = fields.integer("count");
        long firstSeenMs = fields.integer("firstSeenMs");
        long lastSeenMs = fields.integer("lastSeenMs");
        int assetPoints = fields.smallInteger("assetPoints");
        List<String> sources = fields.textArray("sources");
        fields.end();
        try {
            return new Grounds(
                    ruleSet,
                    count,
                    firstSeenMs,
                    lastSeenMs,
                    assetPoints,
                    sources.stream().map(Source::parse).toList());
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException(String.valueOf(e.getMessage()), e);
        }
    }
}
