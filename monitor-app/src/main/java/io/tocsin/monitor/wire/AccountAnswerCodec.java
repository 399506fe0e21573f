package io.tocsin.monitor.wire;

import io.tocsin.rules.containment.AccountState;

/** What a login service is answered, as JSON; see {@code docs/schemas/account-answer.schema.json}. */
public final class AccountAnswerCodec {

    /** What is said of an account that isn't locked. */
    private static final String NOT_LOCKED = "Tocsin holds no lock of this account";

    private AccountAnswerCodec() {}

    /**
     * Tells of a lock.
     *
     * @param isLocked whether the lock holds at this moment; its time may be over without anybody having noted it yet
     * @param ageMs for how long what is told may be outdated, milliseconds
     */
    public static byte[] locked(AccountState state, boolean isLocked, int partition, long offset, long ageMs) {
        return JsonFields.writeObject(json -> {
            json.writeStringField("tenant", state.tenant());
            json.writeStringField("account", state.account());
            json.writeBooleanField("locked", isLocked);
            json.writeStringField("status", state.status().name());
            json.writeStringField("statusDetail", state.status().meaning());
            json.writeStringField("commandId", state.lock().id());
            json.writeNumberField("untilMs", state.lock().untilMs());
            json.writeNumberField("changedAtMs", state.changedAtMs());
            json.writeNumberField("partition", partition);
            json.writeNumberField("offset", offset);
            json.writeNumberField("ageMs", ageMs);
        });
    }

    /** Tells that no lock is known. Whether there is such an account Tocsin doesn't know. */
    public static byte[] notLocked(String tenant, String account, long ageMs) {
        return JsonFields.writeObject(json -> {
            json.writeStringField("tenant", tenant);
            json.writeStringField("account", account);
            json.writeBooleanField("locked", false);
            json.writeStringField("status", "NONE");
            json.writeStringField("statusDetail", NOT_LOCKED);
            json.writeNumberField("ageMs", ageMs);
        });
    }
}
