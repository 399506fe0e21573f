package io.tocsin.rules.event;

import java.text.Normalizer;
import java.util.Locale;

/** One spelling for all that a provider which knows no case takes for the same name. */
public final class AccountName {
    private AccountName() {}

    /**
     * The name without what such a provider doesn't look at: compatible forms are one (NFKC, so that full-width letters are
     * plain ones), and so are capitals and small letters, in whatever country the program runs; small letters that have one
     * capital are one ({@code ς} and {@code σ}). What is folded stays as it is.
     */
    public static String folded(String name) {
        if (isFolded(name)) {
            return name;
        }
        String small = Normalizer.normalize(name, Normalizer.Form.NFKC)
                // First, as a few capitals, such as that of ß, come of none.
                .toLowerCase(Locale.ROOT)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        return Normalizer.normalize(small, Normalizer.Form.NFKC);
    }

    /** Most names are of plain small letters, and nothing has to be made of them. */
    private static boolean isFolded(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 0x80 || (c >= 'A' && c <= 'Z')) {
                return false;
            }
        }
        return true;
    }
}
