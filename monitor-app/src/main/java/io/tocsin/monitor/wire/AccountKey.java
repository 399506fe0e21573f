package io.tocsin.monitor.wire;

import java.util.List;

/** The key of {@code account-commands} and {@code accounts}: a JSON array of tenant and account, without spaces. */
public final class AccountKey {
    private AccountKey() {}

    /** For example {@code ["default","alice"]}. */
    public static byte[] of(String tenant, String account) {
        return JsonFields.writeArray(List.of(tenant, account));
    }
}
