package io.tocsin.monitor.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.regex.Pattern;

/**
 * Who the mails come from.
 *
 * @param from the sender's mailbox, {@code tocsin@example.com}; also the envelope's sender, so rejections go there
 * @param domain what stands behind the {@code @} of every Message-ID, in {@code List-Id} and in {@code EHLO}; must stay
 *     the same, or a mail that is sent again isn't recognized and threads break
 */
public record MailIdentity(String from, String domain) {

    /** Dot-atoms of RFC 5321 in ASCII: quoted local parts, address literals and SMTPUTF8 aren't supported. */
    private static final Pattern MAILBOX =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,188}[A-Za-z0-9])?");

    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,188}[A-Za-z0-9])?");

    public MailIdentity {
        if (!isMailbox(from)) {
            throw new IllegalArgumentException("the sender '" + SafeText.line(from, 100)
                    + "' isn't a mailbox; an ASCII address such as tocsin@example.com is allowed");
        }
        if (!DOMAIN.matcher(domain).matches()) {
            throw new IllegalArgumentException("the domain '" + SafeText.line(domain, 100)
                    + "' isn't a domain name; letters, digits, dots and hyphens are allowed");
        }
    }

    /** The identity whose domain is that of the sender's mailbox. */
    public static MailIdentity of(String from) {
        return new MailIdentity(from, from.substring(from.indexOf('@') + 1));
    }

    /** Whether mail can be sent to or from this: one plain ASCII address without a display name. */
    public static boolean isMailbox(String address) {
        if (!MAILBOX.matcher(address).matches()) {
            return false;
        }
        try {
            new InternetAddress(address, true);
            return true;
        } catch (AddressException e) {
            return false;
        }
    }
}
