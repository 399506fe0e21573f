package io.tocsin.monitor.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tocsin.rules.containment.CommandResult;
import io.tocsin.rules.containment.CommandResult.Outcome;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Results of account commands as versioned JSON: one object, its fields in the order of {@link CommandResult}; the
 * provider's id and version of the account are left out where they aren't known. Ticks stand between them on the topic:
 * readers skip those by {@link TickCodec#isTick}.
 */
public final class CommandResultCodec {

    private CommandResultCodec() {}

    /** The key of a result, the same as its command's: tenant and account. */
    public static byte[] key(CommandResult result) {
        return AccountKey.of(result.tenant(), result.account());
    }

    /** The bytes of a result. */
    public static byte[] encode(CommandResult result) {
        return JsonFields.write(json -> writeFields(json, result));
    }

    /**
     * The result in some bytes.
     *
     * @throws MalformedRecordException if they are anything else
     */
    public static CommandResult decode(byte @Nullable [] bytes) throws MalformedRecordException {
        return readFields(JsonFields.read(bytes));
    }

    static void writeFields(JsonGenerator json, CommandResult result) throws IOException {
        json.writeStringField("commandId", result.commandId());
        json.writeStringField("tenant", result.tenant());
        json.writeStringField("account", result.account());
        json.writeStringField("outcome", result.outcome().name());
        json.writeStringField("provider", result.provider());
        json.writeStringField("detail", result.detail());
        json.writeNumberField("observedAtMs", result.observedAtMs());
        if (!result.providerAccountId().isEmpty()) {
            json.writeStringField("providerAccountId", result.providerAccountId());
        }
        if (!result.providerVersion().isEmpty()) {
            json.writeStringField("providerVersion", result.providerVersion());
        }
    }

    static CommandResult readFields(JsonFields fields) throws MalformedRecordException {
        String commandId = AccountRequestCodec.limited(fields, "commandId", AccountCommandCodec.MAX_ID_LENGTH);
        String tenant = AccountRequestCodec.limited(fields, "tenant", AccountRequestCodec.MAX_NAME_LENGTH);
        String account = AccountRequestCodec.limited(fields, "account", EventCodec.MAX_NAME_CHARS);
        Outcome outcome = fields.oneOf("outcome", Outcome.class, Outcome::name);
        String provider = AccountRequestCodec.limited(fields, "provider", CommandResult.MAX_PROVIDER_LENGTH);
        String detail = AccountRequestCodec.limited(fields, "detail", CommandResult.MAX_DETAIL_LENGTH);
        long observedAtMs = fields.integer("observedAtMs");
        String providerAccountId = optional(fields, "providerAccountId");
        String providerVersion = optional(fields, "providerVersion");
        fields.end();
        try {
            return new CommandResult(
                    commandId,
                    tenant,
                    account,
                    outcome,
                    provider,
                    detail,
                    observedAtMs,
                    providerAccountId,
                    providerVersion);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException(String.valueOf(e.getMessage()), e);
        }
    }

    /** One way to say that nothing is known: to leave the field out. */
    private static String optional(JsonFields fields, String field) throws MalformedRecordException {
        if (!fields.has(field)) {
            return "";
        }
        String text = AccountRequestCodec.limited(fields, field, CommandResult.MAX_DETAIL_LENGTH);
        if (text.isEmpty()) {
            throw new MalformedRecordException("the field " + field + " is empty; leave it out where it isn't known");
        }
        return text;
    }
}
