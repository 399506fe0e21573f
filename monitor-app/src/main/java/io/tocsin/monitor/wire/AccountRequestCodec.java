package io.tocsin.monitor.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tocsin.rules.containment.AccountRequest;
import io.tocsin.rules.containment.AccountRequest.Action;
import io.tocsin.rules.containment.AlertCause;
import io.tocsin.rules.containment.ContainmentRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Account requests as versioned JSON: one object, its fields in the order of {@link AccountRequest}; {@code alert} is
 * left out where an operator asks, {@code durationMs} where the policy says how long, {@code force} where nothing is
 * forced.
 */
public final class AccountRequestCodec {

    /** The longest tenant and id, in characters. */
    static final int MAX_NAME_LENGTH = 256;

    /** The longest reason and name of who asks, in characters. */
    static final int MAX_REASON_LENGTH = ContainmentRequest.LONGEST_REASON;

    private AccountRequestCodec() {}

    /** The key of a request: the tenant, so that one task counts the tenant's budget. */
    public static byte[] key(AccountRequest request) {
        return request.tenant().getBytes(StandardCharsets.UTF_8);
    }

    /** The bytes of a request. */
    public static byte[] encode(AccountRequest request) {
        return JsonFields.write(json -> writeFields(json, request));
    }

    /**
     * The request in some bytes.
     *
     * @throws MalformedRecordException if they are anything else, or if somebody asks in the name of {@code respond},
     *     which tells itself through the topic of results alone
     */
    public static AccountRequest decode(byte @Nullable [] bytes) throws MalformedRecordException {
        JsonFields fields = JsonFields.read(bytes);
        return ofOthers(readFields(fields, maxIdLength(fields)));
    }

    /** The id of a result names a lock, which {@code respond} may have renewed. */
    static int maxIdLength(JsonFields fields) throws MalformedRecordException {
        return isResult(fields.text("requestedBy")) ? AccountCommandCodec.MAX_ID_LENGTH : MAX_NAME_LENGTH;
    }

    private static boolean isResult(String principal) {
        return principal.equals(ContainmentRequest.RESULT);
    }

    static <T extends ContainmentRequest> T ofOthers(T request) throws MalformedRecordException {
        String principal = request.requestedBy();
        if (principal.startsWith(ContainmentRequest.RESPOND)
                && !(request instanceof AccountRequest && isResult(principal))) {
            throw new MalformedRecordException(
                    "requestedBy begins with " + ContainmentRequest.RESPOND + ", which is nobody's but respond's own");
        }
        return request;
    }

    static void writeFields(JsonGenerator json, AccountRequest request) throws IOException {
        json.writeStringField("id", request.id());
        json.writeStringField("tenant", request.tenant());
        json.writeStringField("account", request.account());
        json.writeStringField("action", label(request.action()));
        json.writeStringField("reason", request.reason());
        json.writeStringField("requestedBy", request.requestedBy());
        AlertCauseCodec.write(json, request.alert());
        if (request.durationMs() != 0) {
            json.writeNumberField("durationMs", request.durationMs());
        }
        if (request.force()) {
            json.writeBooleanField("force", true);
        }
    }

    static AccountRequest readFields(JsonFields fields, int maxIdLength) throws MalformedRecordException {
        String id = limited(fields, "id", maxIdLength);
        String tenant = limited(fields, "tenant", MAX_NAME_LENGTH);
        String account = limited(fields, "account", EventCodec.MAX_NAME_CHARS);
        Action action = fields.oneOf("action", Action.class, AccountRequestCodec::label);
        String reason = limited(fields, "reason", MAX_REASON_LENGTH);
        String requestedBy = limited(fields, "requestedBy", MAX_REASON_LENGTH);
        AlertCause cause = AlertCauseCodec.read(fields);
        long durationMs = durationMs(fields);
        boolean force = fields.has("force") && force(fields);
        fields.end();
        try {
            return new AccountRequest(id, tenant, account, action, reason, requestedBy, cause, durationMs, force);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException(String.valueOf(e.getMessage()), e);
        }
    }

    /** One way to say that the policy decides how long: to leave the field out. */
    static long durationMs(JsonFields fields) throws MalformedRecordException {
        if (!fields.has("durationMs")) {
            return 0;
        }
        long durationMs = fields.integer("durationMs");
        if (durationMs == 0) {
            throw new MalformedRecordException(
                    "the field durationMs is 0; leave it out where the policy says how long");
        }
        return durationMs;
    }

    private static boolean force(JsonFields fields) throws MalformedRecordException {
        if (!fields.truth("force")) {
            throw new MalformedRecordException("the field force is false; leave it out where nothing is forced");
        }
        return true;
    }

    /** What is stored and repeated in every command has a bound, and can be written again as UTF-8. */
    static String limited(JsonFields fields, String field, int maxLength) throws MalformedRecordException {
        String text = fields.text(field);
        if (text.length() > maxLength) {
            throw new MalformedRecordException("the field " + field + " has " + text.length() + " characters; at most "
                    + maxLength + " are allowed");
        }
        if (Utf8.hasLoneSurrogate(text)) {
            throw new MalformedRecordException("the field " + field + " has half of a surrogate pair");
        }
        return text;
    }

    private static String label(Action action) {
        return action.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
