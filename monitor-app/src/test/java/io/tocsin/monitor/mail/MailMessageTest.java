package io.tocsin.monitor.mail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.routing.Notice;
import io.tocsin.rules.routing.Notification;
import io.tocsin.rules.routing.Notification.Kind;
import io.tocsin.rules.routing.Pacing;
import io.tocsin.rules.routing.PacingPolicy;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MailMessageTest {

    private static final String RECIPIENT = "lead@example.com";

    @Test
    void theFirstMailOfAThreadIsTheOneInTheGoldenFile() throws Exception {
        Golden.assertMatches("first.eml", Notifications.text(message(Notifications.first(RECIPIENT, "attack"))));
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = "DIGEST", mode = EnumSource.Mode.EXCLUDE)
    void peopleReadWhatIsInTheGoldenFiles(Kind kind) throws Exception {
        Notification first = Notifications.first(RECIPIENT, "attack", Notifications.details("o'neil <o@x> & sons"));
        Notification notification = new Notification(
                first.id(),
                first.tenant(),
                RECIPIENT,
                first.role(),
                kind,
                1,
                first.incident(),
                first.id(),
                Severity.values()[kind.ordinal() % Severity.values().length],
                first.title(),
                first.details(),
                first.createdAtMs());
        MailBody body = MailBody.of(notification);
        Golden.assertMatches(kind.label() + ".txt", body.text());
        Golden.assertMatches(kind.label() + ".html", body.html());
    }

    @Test
    void peopleReadOfAStormWhatIsInTheGoldenFiles() throws Exception {
        Pacing pacing = new Pacing(new PacingPolicy(1, 30_000));
        Pacing.Mailbox mailbox = Pacing.Mailbox.NEW;
        List<String> subjects = new ArrayList<>();
        for (int i = 0; i < 12_345; i++) {
            Notification notice = Notifications.first(RECIPIENT, "attack");
            String title = i % 100 == 7 ? "Password spray from one source" : notice.title();
            String subject = i == 2 ? "o'neil <o@x> & sons" : "user" + i;
            mailbox = mailbox(pacing.pace(
                    mailbox,
                    new Notice(
                            "default",
                            RECIPIENT,
                            notice.role(),
                            Kind.values()[i % 5],
                            i == 700 ? Severity.HIGH : notice.severity(),
                            title,
                            subject,
                            notice.createdAtMs() + i),
                    Notifications.CREATED_AT_MS));
            if (i > 0 && i < 30) {
                subjects.add(subject);
            }
        }
        Pacing.Paced paced = pacing.tick(mailbox, Notifications.CREATED_AT_MS + 30_000);
        Notification digest =
                Objects.requireNonNull(paced.release()).notification(subjects, Notifications.CREATED_AT_MS + 30_000);
        MailBody body = MailBody.of(digest);
        Golden.assertMatches("digest.txt", body.text());
        Golden.assertMatches("digest.html", body.html());
        assertEquals(
                "[Tocsin] Digest of many notices (" + digest.incident().substring(0, 8) + ")",
                parsed(digest).getSubject());
    }

    private static Pacing.Mailbox mailbox(Pacing.Paced paced) {
        return new Pacing.Mailbox(paced.bucket(), paced.open());
    }

    @Test
    void aMailThatIsWrittenAgainHasTheSameBytes() throws Exception {
        Notification notification = Notifications.raised(RECIPIENT, "attack");
        String before = Notifications.text(message(notification));
        TimeZone zone = TimeZone.getDefault();
        Locale locale = Locale.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals(before, Notifications.text(message(notification)));
        } finally {
            TimeZone.setDefault(zone);
            Locale.setDefault(locale);
        }
    }

    @Test
    void laterMailsPointToTheRootAndKeepItsSubject() throws Exception {
        MimeMessage root = parsed(Notifications.first(RECIPIENT, "attack"));
        MimeMessage later = parsed(Notifications.raised(RECIPIENT, "attack"));
        assertNull(root.getHeader("In-Reply-To"));
        assertNull(root.getHeader("References"));
        assertArrayEquals(root.getHeader("Message-ID"), later.getHeader("In-Reply-To"));
        assertArrayEquals(root.getHeader("Message-ID"), later.getHeader("References"));
        assertEquals(root.getSubject(), later.getSubject());
        assertFalse(root.getMessageID().equals(later.getMessageID()));
    }

    @Test
    void theHeadersArePromised() throws Exception {
        Notification notification = Notifications.raised(RECIPIENT, "attack");
        MimeMessage mail = parsed(notification);
        assertHeader(mail, "Message-ID", "<" + notification.id() + "@monitor.example>");
        assertHeader(mail, "From", "tocsin@monitor.example");
        assertHeader(mail, "To", RECIPIENT);
        assertHeader(mail, "Date", "Mon, 23 Nov 2026 08:16:30 +0000");
        assertHeader(mail, "Auto-Submitted", "auto-generated");
        assertHeader(mail, "List-Id", "Tocsin notices <technical-lead.tocsin.monitor.example>");
        assertHeader(mail, "Importance", "high");
        assertHeader(mail, "MIME-Version", "1.0");
        assertHeader(mail, "X-Tocsin-Incident", notification.incident());
        assertHeader(mail, "X-Tocsin-Severity", "critical");
        assertHeader(mail, "X-Tocsin-Kind", "raised");
        assertHeader(mail, "X-Tocsin-Tenant", "default");
        MimeMultipart parts = (MimeMultipart) mail.getContent();
        assertEquals(2, parts.getCount());
        assertTrue(parts.getBodyPart(0).isMimeType("text/plain"));
        assertTrue(parts.getBodyPart(1).isMimeType("text/html"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice\r\nBcc: everyone@example.com",
                "alice\nBcc: everyone@example.com\n\nbody",
                "alice\r\n.\r\nMAIL FROM:<x@y>",
                "alice\r\n--=_tocsin_\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>",
                "\u202eecila",
                "<img src=x onerror=alert(1)>",
            })
    void whatAUserNameHoldsStaysInItsLineOfTheBody(String user) throws Exception {
        Notification harmless = Notifications.first(RECIPIENT, "attack");
        Notification hostile = Notifications.first(RECIPIENT, "attack", Notifications.details(user));

        assertEquals(headerNames(parsed(harmless)), headerNames(parsed(hostile)));
        assertEquals(parsed(harmless).getSubject(), parsed(hostile).getSubject());
        MailBody body = MailBody.of(hostile);
        assertEquals(
                MailBody.of(harmless).text().lines().count(),
                body.text().lines().count());
        assertEquals(
                MailBody.of(harmless).html().lines().count(),
                body.html().lines().count());
        assertFalse(body.html().contains("<img") || body.html().contains("<script"));
        assertFalse(body.text().contains("\u202e") || body.html().contains("\u202e"));
        MimeMultipart parts = (MimeMultipart) parsed(hostile).getContent();
        assertEquals(2, parts.getCount());
        assertEquals(body.text(), parts.getBodyPart(0).getContent());
        assertEquals(body.html(), parts.getBodyPart(1).getContent());
    }

    @Test
    void everythingButTheDetailsIsMadeSafeToo() throws Exception {
        String nasty = "x\r\nBcc: everyone@example.com\r\n\r\n";
        Notification plain = Notifications.first(RECIPIENT, "attack");
        Notification hostile = new Notification(
                plain.id(),
                nasty,
                RECIPIENT,
                nasty,
                Kind.FIRST,
                1,
                nasty,
                plain.id(),
                Severity.MEDIUM,
                nasty,
                Map.of(nasty, nasty),
                0);
        assertEquals(headerNames(parsed(plain)), headerNames(parsed(hostile)));
        assertHeader(parsed(hostile), "List-Id", "Tocsin notices <x-Bcc-everyone-example.com-.tocsin.monitor.example>");
    }

    @Test
    void unicodeSurvivesTheWay() throws Exception {
        Notification notification =
                Notifications.first(RECIPIENT, "attack", Notifications.details("山田太郎 Zoë 🦊 =C3 From me"));
        MimeMultipart parts = (MimeMultipart) parsed(notification).getContent();
        assertTrue(String.valueOf(parts.getBodyPart(0).getContent()).contains("山田太郎 Zoë 🦊 =C3 From me"));
        assertTrue(Notifications.text(message(notification)).chars().allMatch(each -> each < 128));
    }

    @Test
    void whatIsAsciiCanBeReadInTheFileAsItIs() throws Exception {
        String mail = Notifications.text(message(Notifications.first(RECIPIENT, "attack")));
        assertTrue(mail.contains("\r\n  userId             alice\r\n"));
    }

    @Test
    void aMailStaysSmallWhateverItIsAbout() throws Exception {
        Map<String, String> details = new LinkedHashMap<>();
        String value = "é".repeat(100_000);
        for (int i = 0; i < 10_000; i++) {
            details.put(i + "x".repeat(1_000), value);
        }
        Notification notification = Notifications.first(RECIPIENT, "attack", details);
        String mail = Notifications.text(message(notification));
        assertTrue(mail.length() < 300_000, "the mail has " + mail.length() + " characters");
        assertTrue(MailBody.of(notification).text().contains("and 9960 more"));
        assertTrue(mail.lines().allMatch(line -> line.length() <= 998));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody",
                "a@b@c",
                "a b@example.com",
                "a@example.com, b@example.com",
                "Lead <lead@example.com>",
                "lead@example.com\r\nRCPT TO:<everyone@example.com>",
                "everyone: a@example.com;",
                "löad@example.com",
                "a@exa_mple.com",
                "@nowhere.example",
                ".a@example.com",
            })
    void whatIsNoMailboxIsRefusedForGood(String recipient) {
        Notification notification = Notifications.first(recipient, "attack");
        UndeliverableException refused = assertThrows(UndeliverableException.class, () -> message(notification));
        assertFalse(String.valueOf(refused.getMessage()).contains(recipient));
    }

    @Test
    void anIdentityMustBeAMailboxAndADomain() {
        assertThrows(IllegalArgumentException.class, () -> MailIdentity.of("tocsin"));
        assertThrows(IllegalArgumentException.class, () -> new MailIdentity("a@example.com", "x\r\nBcc: y"));
        assertThrows(IllegalArgumentException.class, () -> new MailIdentity("a@example.com", ""));
    }

    private static MailMessage message(Notification notification) throws UndeliverableException {
        return MailMessage.of(notification, Notifications.IDENTITY);
    }

    private static MimeMessage parsed(Notification notification) throws Exception {
        byte[] bytes = Notifications.text(message(notification)).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return new MimeMessage((Session) null, new ByteArrayInputStream(bytes));
    }

    private static Set<String> headerNames(MimeMessage mail) throws Exception {
        Set<String> names = new TreeSet<>();
        Collections.list(mail.getAllHeaders()).forEach(each -> names.add(each.getName()));
        return names;
    }

    private static void assertHeader(MimeMessage mail, String name, String value) throws Exception {
        assertArrayEquals(new String[] {value}, mail.getHeader(name), name);
    }
}
