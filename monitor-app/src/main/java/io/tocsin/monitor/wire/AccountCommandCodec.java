package io.tocsin.monitor.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountCommand.Action;
import io.tocsin.rules.containment.AccountCommand.Code;
import io.tocsin.rules.containment.AccountRequest;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Account commands as versioned JSON: one object, its fields in the order of {@link AccountCommand}; {@code untilMs} and
 * {@code repetition} are left out where nothing is locked.
 */
public final class AccountCommandCodec {

    /** What {@code respond} asks of itself has a longer id than any request from outside may have. */
    static final int MAX_ID_LENGTH = AccountRequestCodec.MAX_NAME_LENGTH
            + AccountCommand.RENEWED_INFIX.length()
            + "-9223372036854775808".length()
            + AccountCommand.EXPIRED_SUFFIX.length();

    private AccountCommandCodec() {}

    /** The key of a command: tenant and account. */
    public static byte[] key(AccountCommand command) {
        return AccountKey.of(command.request().tenant(), command.request().account());
    }

    /** The bytes of a command. */
    public static byte[] encode(AccountCommand command) {
        return JsonFields.write(json -> writeFields(json, command));
    }

    /**
     * The command in some bytes.
     *
     * @throws MalformedRecordException if they are anything else
     */
    public static AccountCommand decode(byte @Nullable [] bytes) throws MalformedRecordException {
        return readFields(JsonFields.read(bytes));
    }

    static void writeFields(JsonGenerator json, AccountCommand command) throws IOException {
        json.writeStringField("id", command.id());
        json.writeStringField("action", label(command.action()));
        json.writeStringField("code", command.code().name());
        json.writeObjectFieldStart("request");
        AccountRequestCodec.writeFields(json, command.request());
        json.writeEndObject();
        json.writeNumberField("decidedAtMs", command.decidedAtMs());
        if (command.action().isTimed()) {
            json.writeNumberField("untilMs", command.untilMs());
        }
        if (command.action() == Action.LOCK) {
            json.writeNumberField("repetition", command.repetition());
        }
    }

    static AccountCommand readFields(JsonFields fields) throws MalformedRecordException {
        String id = fields.text("id");
        Action action = fields.oneOf("action", Action.class, AccountCommandCodec::label);
        Code code = fields.oneOf("code", Code.class, Code::name);
        AccountRequest request = AccountRequestCodec.readFields(fields.object("request"), MAX_ID_LENGTH);
        long decidedAtMs = fields.integer("decidedAtMs");
        long untilMs = action.isTimed() ? fields.integer("untilMs") : 0;
        int repetition = action == Action.LOCK ? fields.smallInteger("repetition") : 0;
        fields.end();
        try {
            return new AccountCommand(id, action, code, request, decidedAtMs, untilMs, repetition);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String label(Action action) {
        return action.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
