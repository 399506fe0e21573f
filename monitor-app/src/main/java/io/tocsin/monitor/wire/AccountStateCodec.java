package io.tocsin.monitor.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.containment.AccountState.Change;
import io.tocsin.rules.containment.AccountState.Status;
import io.tocsin.rules.containment.ReportedResult;
import io.tocsin.rules.containment.Review;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Account states as versioned JSON: one object, its fields in the order of {@link AccountState}, with the status in
 * words beside its name, so that nobody takes a lock that was asked for to be one that is enforced.
 */
public final class AccountStateCodec {

    private AccountStateCodec() {}

    /** The key of a state: tenant and account. */
    public static byte[] key(AccountState state) {
        return AccountKey.of(state.tenant(), state.account());
    }

    /** The bytes of a state. */
    public static byte[] encode(AccountState state) {
        return JsonFields.write(json -> {
            json.writeStringField("tenant", state.tenant());
            json.writeStringField("account", state.account());
            json.writeStringField("status", state.status().name());
            json.writeStringField("statusDetail", state.meaning());
            json.writeObjectFieldStart("command");
            AccountCommandCodec.writeFields(json, state.command());
            json.writeEndObject();
            json.writeObjectFieldStart("lock");
            AccountCommandCodec.writeFields(json, state.lock());
            json.writeEndObject();
            ReportedResult answer = state.answer();
            if (answer != null) {
                json.writeObjectFieldStart("answer");
                writeFields(json, answer);
                json.writeEndObject();
            }
            writeReview(json, state.review());
            json.writeStringField("change", state.change().name());
            if (state.escalated()) {
                json.writeBooleanField("escalated", true);
            }
            json.writeNumberField("changedAtMs", state.changedAtMs());
        });
    }

    /**
     * The state in some bytes.
     *
     * @throws MalformedRecordException if they are anything else
     */
    public static AccountState decode(byte @Nullable [] bytes) throws MalformedRecordException {
        JsonFields fields = JsonFields.read(bytes);
        String tenant = fields.text("tenant");
        String account = fields.text("account");
        Status status = fields.oneOf("status", Status.class, Status::name);
        fields.text("statusDetail");
        AccountCommand command = AccountCommandCodec.readFields(fields.object("command"));
        AccountCommand lock = AccountCommandCodec.readFields(fields.object("lock"));
        ReportedResult answer = fields.has("answer") ? readReport(fields.object("answer")) : null;
        Review review = readReview(fields);
        // States from before there were executors say neither.
        Change change = fields.has("change") ? fields.oneOf("change", Change.class, Change::name) : Change.COMMAND;
        boolean escalated = fields.has("escalated") && fields.truth("escalated");
        long changedAtMs = fields.integer("changedAtMs");
        fields.end();
        try {
            return new AccountState(
                    tenant, account, status, command, lock, answer, review, change, escalated, changedAtMs);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException(String.valueOf(e.getMessage()), e);
        }
    }

    static void writeFields(JsonGenerator json, ReportedResult report) throws IOException {
        json.writeObjectFieldStart("result");
        CommandResultCodec.writeFields(json, report.result());
        json.writeEndObject();
        json.writeNumberField("reportedAtMs", report.reportedAtMs());
        json.writeNumberField("offset", report.offset());
    }

    static void writeReview(JsonGenerator json, @Nullable Review review) throws IOException {
        if (review == null) {
            return;
        }
        json.writeObjectFieldStart("review");
        json.writeObjectFieldStart("contested");
        AccountCommandCodec.writeFields(json, review.contested());
        json.writeEndObject();
        AccountCommand reviewed = review.reviewed();
        if (reviewed != null) {
            json.writeObjectFieldStart("reviewed");
            AccountCommandCodec.writeFields(json, reviewed);
            json.writeEndObject();
            json.writeNumberField("tookMs", review.tookMs());
        }
        json.writeEndObject();
    }

    static @Nullable Review readReview(JsonFields fields) throws MalformedRecordException {
        if (!fields.has("review")) {
            return null;
        }
        JsonFields review = fields.object("review");
        AccountCommand contested = AccountCommandCodec.readFields(review.object("contested"));
        AccountCommand reviewed =
                review.has("reviewed") ? AccountCommandCodec.readFields(review.object("reviewed")) : null;
        if (reviewed != null) {
            review.integer("tookMs");
        }
        review.end();
        try {
            return new Review(contested, reviewed);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException(String.valueOf(e.getMessage()), e);
        }
    }

    static ReportedResult readReport(JsonFields fields) throws MalformedRecordException {
        ReportedResult report = new ReportedResult(
                CommandResultCodec.readFields(fields.object("result")),
                fields.integer("reportedAtMs"),
                fields.integer("offset"));
        fields.end();
        return report;
    }
}
