package io.tocsin.monitor.wire;

import java.util.List;

/** The key of {@code account-commands} and {@code accounts}: a JSON array of tenant and account, without spaces. */
public final class AccountKey {
    /** What a key names. */
    public record Named(String tenant, String account) {}

    private AccountKey() {}

    /** For example {@code ["default","alice"]}. */
    public static byte[] of(String tenant, String account) {
        return JsonFields.writeArray(List.of(tenant, account));
    }

    /**
     * What some bytes name.
     *
     * @throws MalformedRecordException if they are no such key
     */
    public static Named read(byte[] key) throws MalformedRecordException {
        List<String> parts = JsonFields.readArray(key);
        if (parts.size() != 2) {
            throw new MalformedRecordException("the key of an account must be its tenant and its name");
        }
        return new Named(parts.get(0), parts.get(1));
    }
}
