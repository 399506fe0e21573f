package io.tocsin.monitor.mail;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.routing.Notification;
import jakarta.activation.DataHandler;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import jakarta.mail.util.StreamProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.eclipse.angus.mail.util.MailStreamProvider;

/**
 * A notification as a mail. Everything in it comes from the notification and the {@link MailIdentity}, so that a mail
 * that is sent again has the same bytes, its Message-ID among them, and a receiver can drop the double.
 *
 * <p>The subject is the notification's title and the beginning of the incident's id: the same for the whole thread,
 * without {@code Re:}, as some mail programs start a new thread where the subject changes. The severity may rise within a
 * thread; it stands in the first line of the body and in {@code X-Tocsin-Severity}.
 */
public final class MailMessage {

    private static final int SUBJECT_CODE_POINTS = 150;
    private static final int INCIDENT_CHARS_IN_SUBJECT = 8;
    private static final int HEADER_CHARS = 128;
    private static final int MOST_CHARS_IN_LINE = 998;

    // Jakarta Mail asks for this in every part of every mail; unless it is named, it looks through all jars each time.
    static {
        System.setProperty(StreamProvider.class.getName(), MailStreamProvider.class.getName());
    }

    /** RFC 5322 section 3.3, always in UTC. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    private final String id;
    private final String recipient;
    private final MimeMessage mime;

    private MailMessage(String id, String recipient, MimeMessage mime) {
        this.id = id;
        this.recipient = recipient;
        this.mime = mime;
    }

    /**
     * Writes the mail.
     *
     * @throws UndeliverableException if no mail can be made of it, now or later: the recipient isn't a mailbox
     */
    static MailMessage of(Notification notification, MailIdentity identity) throws UndeliverableException {
        if (!MailIdentity.isMailbox(notification.recipient())) {
            throw new UndeliverableException(
                    "the recipient isn't a mailbox; an ASCII address such as" + " lead@example.com is allowed");
        }
        try {
            String messageId = messageId(notification.id(), identity);
            MimeMessage mime = new StableMessage(messageId);
            mime.setFrom(new InternetAddress(identity.from(), true));
            mime.setRecipient(RecipientType.TO, new InternetAddress(notification.recipient(), true));
            mime.setSubject(subject(notification), StandardCharsets.UTF_8.name());
            mime.setHeader(
                    "Date",
                    DATE.format(Instant.ofEpochMilli(notification.createdAtMs()).atOffset(ZoneOffset.UTC)));
            if (notification.number() > 1) {
                String root = messageId(notification.threadRootId(), identity);
                mime.setHeader("In-Reply-To", root);
                mime.setHeader("References", root);
            }
            setListHeaders(mime, notification, identity);
            setOwnHeaders(mime, notification);
            mime.setContent(content(notification));
            mime.saveChanges();
            return new MailMessage(notification.id(), notification.recipient(), mime);
        } catch (MessagingException e) {
            throw new UndeliverableException("no mail can be made of the notification: " + e.getMessage(), e);
        }
    }

    /** The notification's id: 64 characters of lower-case hex. */
    String id() {
        return id;
    }

    /** The one mailbox it goes to. */
    String recipient() {
        return recipient;
    }

    /** For a transport; not to be changed. */
    MimeMessage mime() {
        return mime;
    }

    /** The mail as RFC 5322 text with CR LF line ends. */
    void writeTo(OutputStream out) throws IOException {
        try {
            mime.writeTo(out);
        } catch (MessagingException e) {
            throw new IOException("the mail can't be written: " + e.getMessage(), e);
        }
    }

    private static String messageId(String id, MailIdentity identity) {
        return '<' + id + '@' + identity.domain() + '>';
    }

    private static String subject(Notification notification) {
        String incident = SafeText.token(notification.incident(), INCIDENT_CHARS_IN_SUBJECT);
        return "[Tocsin] " + SafeText.line(notification.title(), SUBJECT_CODE_POINTS) + " (" + incident + ")";
    }

    /** RFC 2919 for filters, RFC 3834 so that nobody's out-of-office answers. */
    private static void setListHeaders(MimeMessage mime, Notification notification, MailIdentity identity)
            throws MessagingException {
        String role = SafeText.token(notification.role(), 64);
        mime.setHeader("List-Id", "Tocsin notices <" + role + ".tocsin." + identity.domain() + ">");
        mime.setHeader("Auto-Submitted", "auto-generated");
        mime.setHeader("X-Auto-Response-Suppress", "All");
        if (notification.severity().isAtLeast(Severity.HIGH)) {
            mime.setHeader("Importance", "high");
        }
    }

    private static void setOwnHeaders(MimeMessage mime, Notification notification) throws MessagingException {
        mime.setHeader("X-Tocsin-Incident", SafeText.token(notification.incident(), HEADER_CHARS));
        mime.setHeader("X-Tocsin-Tenant", SafeText.token(notification.tenant(), HEADER_CHARS));
        mime.setHeader("X-Tocsin-Severity", notification.severity().label());
        mime.setHeader("X-Tocsin-Kind", notification.kind().label());
    }

    private static MimeMultipart content(Notification notification) throws MessagingException {
        MailBody body = MailBody.of(notification);
        MimeMultipart content = new StableMultipart(notification.id());
        content.addBodyPart(part(body.text(), "plain"));
        content.addBodyPart(part(body.html(), "html"));
        return content;
    }

    private static MimeBodyPart part(String text, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        // As bytes: setText() would have them written one by one.
        part.setDataHandler(new DataHandler(
                new ByteArrayDataSource(text.getBytes(StandardCharsets.UTF_8), "text/" + subtype + "; charset=UTF-8")));
        // As it is where that can be, so that people can read the file, too.
        part.setHeader("Content-Transfer-Encoding", needsEncoding(text) ? "quoted-printable" : "7bit");
        return part;
    }

    /** RFC 5322 section 2.1.1: ASCII in lines of at most 998 characters. */
    private static boolean needsEncoding(String text) {
        return text.chars().anyMatch(each -> each >= 128)
                || text.lines().anyMatch(line -> line.length() > MOST_CHARS_IN_LINE);
    }

    /** {@code saveChanges()} would give it a random Message-ID otherwise. */
    private static final class StableMessage extends MimeMessage {
        private final String messageId;

        StableMessage(String messageId) {
            super((Session) null);
            this.messageId = messageId;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", messageId);
        }
    }

    /**
     * With a boundary that is the same each time. It can't occur: no line of a part begins with a value, and quoted-printable
     * text holds no {@code =_}.
     */
    private static final class StableMultipart extends MimeMultipart {
        StableMultipart(String id) {
            super("alternative");
            contentType = "multipart/alternative; boundary=\"=_tocsin_" + id.substring(0, 32) + "\"";
        }
    }
}
