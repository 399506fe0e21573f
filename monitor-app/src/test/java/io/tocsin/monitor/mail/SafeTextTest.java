package io.tocsin.monitor.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SafeTextTest {

    @Test
    void textOfEveryScriptStaysAsItIs() {
        String text = "Zoë 山田太郎 Ольга عمر 🦊 \"quoted\" <b> a@b.example";
        assertEquals(text, SafeText.line(text, 100));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "\n",
                "\r",
                "\0",
                "\t",
                "\u007f",
                "\u0085",
                "\u2028",
                "\u2029",
                "\u202e",
                "\u2066",
                "\u200f",
                "\u061c",
                "\u200b",
                "\ufeff",
                "\u00ad",
                "\ud83d",
                "\udc00",
                "\r\n\r\n\t\u202e"
            })
    void aRunOfWhatIsInvisibleBecomesOneReplacementCharacter(String unsafe) {
        assertEquals("a\ufffdb", SafeText.line("a" + unsafe + "b", 100));
    }

    @Test
    void longTextEndsInAnEllipsisAndNoCharacterIsCutInTwo() {
        assertEquals("🦊🦊…", SafeText.line("🦊🦊🦊", 2));
        assertEquals("🦊🦊", SafeText.line("🦊🦊", 2));
        assertEquals("ab…", SafeText.line("ab\n", 2));
        assertEquals("…", SafeText.line("abc", 0));
    }

    @Test
    void anAddressInAValueIsNoLink() {
        assertEquals("https[:]//evil.example/unlock", SafeText.value("https://evil.example/unlock", 100));
    }

    @Test
    void whateverComesNothingUnsafeIsLeft() {
        long seed = 20261123;
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append((char) random.nextInt(random.nextBoolean() ? 0x100 : 0x10000));
            }
            String safe = SafeText.line(text.toString(), 30);
            String message = "seed " + seed + ", round " + round;
            assertTrue(safe.codePointCount(0, safe.length()) <= 31, message);
            assertFalse(safe.codePoints().anyMatch(Character::isISOControl), message);
            assertFalse(
                    safe.codePoints()
                            .anyMatch(each -> Character.getType(each) == Character.FORMAT
                                    || Character.getType(each) == Character.SURROGATE),
                    message);
            assertEquals(safe, SafeText.line(safe, 31), message);
        }
    }

    @Test
    void htmlIsEscapedInElementsAndAttributes() {
        assertEquals("&lt;a href=&#39;x&#39; b=&quot;&amp;&quot;&gt;", SafeText.html("<a href='x' b=\"&\">"));
    }

    @Test
    void logsHoldNoMailAddress() {
        assertEquals(
                "550 5.1.1 <<address>>: user unknown, also <address>",
                SafeText.forLog("550 5.1.1 <bob@example.com>: user unknown, also a.b+c@x.example"));
    }
}
