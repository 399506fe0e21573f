package io.tocsin.monitor.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Alert.Activity;
import io.tocsin.rules.alert.Evidence;
import io.tocsin.rules.alert.RuleRef;
import io.tocsin.rules.alert.Score;
import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.detect.Group;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Alerts as Detection Findings (class 2004) of OCSF 1.8.0: one compact JSON object, its fields always in the same order,
 * so that equal alerts have equal bytes. What OCSF has no attribute for stands in {@code unmapped}. No profile is
 * applied. Reading ignores attributes that Tocsin doesn't write: a finding may be enriched on its way.
 *
 * <p>The schema is {@code docs/schemas/alert.schema.json}.
 */
public final class AlertCodec {

    /** The version of OCSF that alerts are written in. */
    public static final String OCSF_VERSION = "1.8.0";

    private static final int CATEGORY_FINDINGS = 2;
    private static final int CLASS_DETECTION_FINDING = 2004;
    private static final int ANALYTIC_RULE = 1;

    private AlertCodec() {}

    /** The key of an alert: its subject as {@code ["tenant","field","value",…]}, in the order of the group. */
    public static byte[] key(Alert alert) {
        return MatchCodec.key(new Group(alert.tenant(), alert.group()));
    }

    /** The bytes of an alert. */
    public static byte[] encode(Alert alert) {
        return JsonFields.writeObject(json -> {
            writeClassification(json, alert);
            writeMetadata(json, alert);
            writeFindingInfo(json, alert);
            json.writeBooleanField("is_alert", alert.activity() != Activity.CLOSE);
            json.writeNumberField("risk_score", alert.score().total());
            json.writeNumberField("count", alert.count());
            json.writeNumberField("start_time", alert.firstSeenMs());
            json.writeNumberField("end_time", alert.lastSeenMs());
            Observables.write(json, alert.group());
            Evidences.write(json, alert);
            writeUnmapped(json, alert);
        });
    }

    private static void writeClassification(JsonGenerator json, Alert alert) throws IOException {
        json.writeNumberField("activity_id", alert.activity().ocsfId());
        json.writeStringField("activity_name", alert.activity().caption());
        json.writeNumberField("category_uid", CATEGORY_FINDINGS);
        json.writeNumberField("class_uid", CLASS_DETECTION_FINDING);
        json.writeNumberField("type_uid", typeUid(alert.activity()));
        json.writeNumberField("time", alert.timeMs());
        json.writeNumberField("severity_id", alert.severity().ocsfId());
        json.writeStringField("severity", alert.severity().caption());
        FindingStatus status = FindingStatus.of(alert.activity());
        json.writeNumberField("status_id", status.id);
        json.writeStringField("status", status.caption);
        json.writeStringField("message", message(alert));
    }

    private static void writeMetadata(JsonGenerator json, Alert alert) throws IOException {
        json.writeObjectFieldStart("metadata");
        json.writeStringField("version", OCSF_VERSION);
        json.writeObjectFieldStart("product");
        json.writeStringField("name", "Tocsin");
        json.writeStringField("vendor_name", "Tocsin");
        json.writeEndObject();
        // The finding keeps its uid through revisions, this record of it needs one of its own.
        json.writeStringField("uid", alert.uid() + ":" + alert.revision());
        json.writeStringField("tenant_uid", alert.tenant());
        json.writeEndObject();
    }

    private static void writeFindingInfo(JsonGenerator json, Alert alert) throws IOException {
        json.writeObjectFieldStart("finding_info");
        json.writeStringField("uid", alert.uid());
        json.writeStringField("title", alert.rule().title());
        json.writeObjectFieldStart("analytic");
        json.writeNumberField("type_id", ANALYTIC_RULE);
        json.writeStringField("type", "Rule");
        json.writeStringField("uid", alert.rule().id());
        json.writeStringField("name", alert.rule().name());
        json.writeEndObject();
        json.writeNumberField("created_time", alert.crossingTimeMs());
        json.writeNumberField("first_seen_time", alert.firstSeenMs());
        json.writeNumberField("last_seen_time", alert.lastSeenMs());
        AttackTags.write(json, alert.rule().tags());
        json.writeEndObject();
    }

    private static void writeUnmapped(JsonGenerator json, Alert alert) throws IOException {
        json.writeObjectFieldStart("unmapped");
        json.writeStringField("tenant", alert.tenant());
        JsonFields.writeTexts(json, "group", alert.group());
        json.writeNumberField("threshold", alert.threshold());
        String condition = alert.condition();
        if (condition != null) {
            json.writeStringField("condition", condition);
        }
        json.writeNumberField("timespan_ms", alert.timespanMs());
        json.writeNumberField("crossing_time", alert.crossingTimeMs());
        json.writeNumberField("count_at_crossing", alert.countAtCrossing());
        json.writeBooleanField("count_exact", alert.countExact());
        json.writeNumberField("oldest_evidence_count", alert.oldest().size());
        json.writeObjectFieldStart("score_terms");
        json.writeNumberField("base", alert.score().base());
        json.writeNumberField("volume", alert.score().volume());
        json.writeNumberField("distinct", alert.score().distinct());
        json.writeNumberField("asset", alert.score().asset());
        json.writeNumberField("takeover", alert.score().takeover());
        json.writeEndObject();
        json.writeStringField("highest_severity", alert.highestSeverity().label());
        json.writeArrayFieldStart("rule_tags");
        for (String tag : alert.rule().tags()) {
            json.writeString(tag);
        }
        json.writeEndArray();
        json.writeStringField("rule_set", alert.ruleSet());
        json.writeArrayFieldStart("responses");
        for (Alert.Response response : alert.responses()) {
            json.writeString(response.label());
        }
        json.writeEndArray();
        json.writeNumberField("revision", alert.revision());
        json.writeBooleanField("stale", alert.stale());
        json.writeBooleanField("late", alert.late());
        if (alert.retracted()) {
            json.writeBooleanField("retracted", true);
        }
        String mergedInto = alert.mergedInto();
        if (mergedInto != null) {
            json.writeStringField("merged_into", mergedInto);
        }
        json.writeEndObject();
    }

    /** One line for people who see nothing else; names nobody. */
    private static String message(Alert alert) {
        long ms = alert.timespanMs();
        return alert.rule().title() + ": " + alert.count() + " events, "
                + (alert.condition() == null ? "threshold " + alert.threshold() : alert.condition()) + " in "
                + (ms % 1_000 == 0 ? ms / 1_000 + " s" : ms + " ms");
    }

    private static int typeUid(Activity activity) {
        return CLASS_DETECTION_FINDING * 100 + activity.ocsfId();
    }

    /**
     * The alert in some bytes.
     *
     * @throws MalformedRecordException if they aren't a Detection Finding that {@link #encode} can have written, apart
     *     from attributes that were added
     */
    public static Alert decode(byte @Nullable [] bytes) throws MalformedRecordException {
        JsonFields finding = JsonFields.readOpenObject(bytes);
        require(finding, "class_uid", CLASS_DETECTION_FINDING);
        JsonFields metadata = finding.object("metadata");
        String version = metadata.text("version");
        if (!version.equals(OCSF_VERSION)) {
            throw new MalformedRecordException("metadata.version isn't " + OCSF_VERSION + ", the only one known");
        }
        Alert alert;
        try {
            alert = readAlert(finding);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException(Objects.requireNonNullElse(e.getMessage(), "not an alert"), e);
        }
        require(finding, "category_uid", CATEGORY_FINDINGS);
        require(finding, "type_uid", typeUid(alert.activity()));
        require(finding, "severity_id", alert.severity().ocsfId());
        require(finding, "risk_score", alert.score().total());
        return alert;
    }

    private static void require(JsonFields finding, String field, long expected) throws MalformedRecordException {
        long found = finding.integer(field);
        if (found != expected) {
            throw new MalformedRecordException("the field " + field + " is " + found + "; it must be " + expected);
        }
    }

    private static Alert readAlert(JsonFields finding) throws MalformedRecordException {
        JsonFields info = finding.object("finding_info");
        JsonFields analytic = info.object("analytic");
        JsonFields unmapped = finding.object("unmapped");
        JsonFields terms = unmapped.object("score_terms");
        List<Evidence> evidence = Evidences.read(finding);
        int oldest = unmapped.smallInteger("oldest_evidence_count");
        if (oldest < 0 || oldest > evidence.size()) {
            throw new MalformedRecordException("the field unmapped.oldest_evidence_count is " + oldest + "; 0 to "
                    + evidence.size() + ", the number of evidences, is allowed");
        }
        return new Alert(
                info.text("uid"),
                activity(finding.integer("activity_id")),
                unmapped.smallInteger("revision"),
                unmapped.text("tenant"),
                new RuleRef(
                        analytic.text("uid"),
                        analytic.text("name"),
                        info.text("title"),
                        unmapped.textArray("rule_tags")),
                unmapped.texts("group"),
                finding.integer("time"),
                unmapped.integer("crossing_time"),
                info.integer("first_seen_time"),
                info.integer("last_seen_time"),
                finding.integer("count"),
                unmapped.integer("count_at_crossing"),
                unmapped.truth("count_exact"),
                unmapped.integer("threshold"),
                unmapped.textOrNull("condition"),
                unmapped.integer("timespan_ms"),
                new Score(
                        terms.smallInteger("base"),
                        terms.smallInteger("volume"),
                        terms.smallInteger("distinct"),
                        terms.smallInteger("asset"),
                        terms.smallInteger("takeover")),
                unmapped.oneOf("highest_severity", Severity.class, Severity::label),
                unmapped.truth("stale"),
                unmapped.truth("late"),
                unmapped.has("retracted") && unmapped.truth("retracted"),
                unmapped.textOrNull("merged_into"),
                evidence.subList(0, oldest),
                evidence.subList(oldest, evidence.size()),
                responses(unmapped),
                unmapped.text("rule_set"));
    }

    /** Alerts from before there could be several have a {@code response} instead. */
    private static List<Alert.Response> responses(JsonFields unmapped) throws MalformedRecordException {
        return unmapped.has("response")
                ? List.of(unmapped.oneOf("response", Alert.Response.class, Alert.Response::label))
                : unmapped.someOf("responses", Alert.Response.class, Alert.Response::label);
    }

    private static Activity activity(long id) throws MalformedRecordException {
        for (Activity each : Activity.values()) {
            if (each.ocsfId() == id) {
                return each;
            }
        }
        throw new MalformedRecordException(
                "the field activity_id is " + id + "; 1 (Create), 2 (Update) and 3 (Close) are allowed");
    }

    /** Where a finding stands, as far as its activity tells; OCSF {@code status_id} of findings. */
    private enum FindingStatus {
        NEW(1, "New"),
        IN_PROGRESS(2, "In Progress"),
        RESOLVED(4, "Resolved");

        private final int id;
        private final String caption;

        FindingStatus(int id, String caption) {
            this.id = id;
            this.caption = caption;
        }

        static FindingStatus of(Activity activity) {
            return switch (activity) {
                case CREATE -> NEW;
                case UPDATE -> IN_PROGRESS;
                case CLOSE -> RESOLVED;
            };
        }
    }
}
