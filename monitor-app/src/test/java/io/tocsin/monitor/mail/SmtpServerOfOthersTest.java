package io.tocsin.monitor.mail;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.tocsin.rules.routing.Notification;
import jakarta.mail.internet.MimeMessage;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against GreenMail, an SMTP server that isn't ours. */
final class SmtpServerOfOthersTest {

    private static final String LEAD = "lead@example.com";

    private GreenMail server;

    @BeforeEach
    void start() {
        server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void aThreadArrivesWithThePromisedHeaders() throws Exception {
        Notification first = Notifications.first(LEAD, "attack");
        Notification raised = Notifications.raised(LEAD, "attack");
        send(first, Optional.empty());
        send(raised, Optional.empty());

        MimeMessage[] mails = server.getReceivedMessages();
        assertEquals(2, mails.length);
        assertHeader(mails[0], "Message-ID", "<" + first.id() + "@monitor.example>");
        assertHeader(mails[1], "Message-ID", "<" + raised.id() + "@monitor.example>");
        assertHeader(mails[1], "In-Reply-To", "<" + first.id() + "@monitor.example>");
        assertHeader(mails[1], "References", "<" + first.id() + "@monitor.example>");
        assertEquals(mails[0].getSubject(), mails[1].getSubject());
        for (MimeMessage mail : mails) {
            assertHeader(mail, "From", "tocsin@monitor.example");
            assertHeader(mail, "To", LEAD);
            assertHeader(mail, "Auto-Submitted", "auto-generated");
            assertHeader(mail, "List-Id", "Tocsin notices <technical-lead.tocsin.monitor.example>");
            assertEquals(1, mail.getHeader("Date").length);
            assertTrue(mail.isMimeType("multipart/alternative"));
        }
    }

    @Test
    void aMailThatIsSentTwiceCanBeRecognized() throws Exception {
        Notification notification = Notifications.first(LEAD, "attack");
        send(notification, Optional.empty());
        send(notification, Optional.empty());
        MimeMessage[] mails = server.getReceivedMessages();
        assertEquals(mails[0].getMessageID(), mails[1].getMessageID());
        assertArrayEquals(
                mails[0].getRawInputStream().readAllBytes(),
                mails[1].getRawInputStream().readAllBytes());
    }

    @Test
    void aUserNameWithLineBreaksStartsNoHeaderAndReachesNobodyElse() throws Exception {
        String user = "alice\r\nBcc: everyone@example.com\r\nSubject: all is well\r\n\r\n.\r\nQUIT\r\n";
        send(Notifications.first(LEAD, "attack", Notifications.details(user)), Optional.empty());
        MimeMessage[] mails = server.getReceivedMessages();
        assertEquals(1, mails.length);
        assertEquals(null, mails[0].getHeader("Bcc"));
        assertEquals("[Tocsin] Failed logins of one user (fca30679)", mails[0].getSubject());
    }

    @Test
    void aLoginIsUsed() throws Exception {
        server.setUser("tocsin@monitor.example", "tocsin", "s3cret");
        send(Notifications.first(LEAD, "attack"), Optional.of(new SmtpCredentials("tocsin", "s3cret")));
        assertEquals(1, server.getReceivedMessages().length);
    }

    @Test
    void aLoginThatIsRefusedIsTheServersTroubleAndNotTheRecipients() throws Exception {
        server.setUser("tocsin@monitor.example", "tocsin", "s3cret");
        Delivery delivery =
                deliver(Notifications.first(LEAD, "attack"), Optional.of(new SmtpCredentials("tocsin", "wrong")));
        assertEquals(
                Delivery.Scope.SERVER,
                assertInstanceOf(Delivery.Deferred.class, delivery).scope());
        assertTrue(delivery.detail().startsWith("logging in: 535"), delivery.detail());
    }

    private void send(Notification notification, Optional<SmtpCredentials> credentials) throws Exception {
        assertInstanceOf(Delivery.Delivered.class, deliver(notification, credentials));
    }

    private Delivery deliver(Notification notification, Optional<SmtpCredentials> credentials) throws Exception {
        SmtpSettings settings = new SmtpSettings(
                "127.0.0.1",
                server.getSmtp().getPort(),
                TlsMode.NONE,
                credentials,
                Optional.empty(),
                SmtpTimeouts.DEFAULT);
        try (SmtpTransport transport = new SmtpTransport(settings, Notifications.IDENTITY)) {
            return transport.deliver(MailMessage.of(notification, Notifications.IDENTITY));
        }
    }

    private static void assertHeader(MimeMessage mail, String name, String value) throws Exception {
        assertArrayEquals(new String[] {value}, mail.getHeader(name), name);
    }
}
