package io.tocsin.monitor.wire;

import io.tocsin.rules.containment.AccountCommand;
import io.tocsin.rules.containment.AccountState;
import io.tocsin.rules.containment.AccountState.Status;
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
            json.writeStringField("statusDetail", state.status().meaning());
            json.writeObjectFieldStart("command");
            AccountCommandCodec.writeFields(json, state.command());
            json.writeEndObject();
            json.writeObjectFieldStart("lock");
            AccountCommandCodec.writeFields(json, state.lock());
            json.writeEndObject();
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
        long changedAtMs = fields.integer("changedAtMs");
        fields.end();
        try {
            return new AccountState(tenant, account, status, command, lock, changedAtMs);
        } catch (IllegalArgumentException e) {
            throw new MalformedRecordException(String.valueOf(e.getMessage()), e);
        }
    }
}
