package io.tocsin.rules.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountNameTest {

    @ParameterizedTest
    @CsvSource({
        "Admin, admin",
        "ADMIN, admin",
        "ａｄｍｉｎ, admin",
        "Kelvin\u212A, kelvink",
        "Jos\u00C9, jos\u00E9",
        "Jose\u0301, jos\u00E9",
        "STRASSE, strasse",
        "straße, strasse",
        "ΣΟΦΟΣ, σοφος",
        "σοφοσ, σοφος",
        "ISTANBUL, istanbul",
        "ıstanbul, istanbul",
    })
    void whatProvidersTakeForOneNameIsOne(String typed, String account) {
        assertEquals(AccountName.folded(account), AccountName.folded(typed));
    }

    @Test
    void blanksAndWhatLooksAlikeStayApart() {
        assertEquals("admin ", AccountName.folded("Admin "));
        assertEquals("", AccountName.folded(""));
        // Of the Cyrillic alphabet.
        assertEquals("\u0430dmin", AccountName.folded("\u0410DMIN"));
        assertSame("alice.b-7@example.com", AccountName.folded("alice.b-7@example.com"));
    }

    @Test
    void theCountryOfTheProgramChangesNothing() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertEquals("titi", AccountName.folded("TITI"));
        } finally {
            Locale.setDefault(before);
        }
    }

    /** Else a name that an operator copies from a state would mean another account. */
    @Test
    void whatIsFoldedStaysAsItIs() {
        for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
            assertStays(Character.toString(point));
        }
        long seed = 20261129;
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int length = 1 + random.nextInt(6); length > 0; length--) {
                int most = random.nextBoolean() ? 0x600 : 0x20000;
                name.appendCodePoint(random.nextInt(most));
            }
            assertStays(name.toString());
        }
    }

    private static void assertStays(String name) {
        String folded = AccountName.folded(name);
        if (!folded.equals(AccountName.folded(folded))) {
            throw new AssertionError("folded again, '" + name + "' is another name: " + escaped(name) + " "
                    + escaped(folded) + " " + escaped(AccountName.folded(folded)));
        }
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
        return escaped.toString();
    }
}
