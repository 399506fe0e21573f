package io.tocsin.monitor.mail;

import io.tocsin.rules.event.IpAddress;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How an SMTP server is reached.
 *
 * @param host its name; with TLS its certificate must be for this name
 * @param port its port: 587 or 25 for {@link TlsMode#STARTTLS}, 465 for {@link TlsMode#TLS}
 * @param tls how the connection is protected
 * @param credentials who sends; empty where the server asks nobody
 * @param trust which certificates are trusted; empty: those that the Java runtime trusts
 * @param timeouts how long it may take
 */
public record SmtpSettings(
        String host,
        int port,
        TlsMode tls,
        Optional<SmtpCredentials> credentials,
        Optional<SSLContext> trust,
        SmtpTimeouts timeouts) {

    public SmtpSettings {
        if (host.isBlank()) {
            throw new IllegalArgumentException("the mail server's host must not be empty");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("the mail server's port is " + port + "; 1 to 65535 are allowed");
        }
        if (tls == TlsMode.NONE && !IpAddress.isThisMachine(host)) {
            throw new IllegalArgumentException("the mail server " + host + " would be spoken to without TLS; that is"
                    + " allowed only for a server on this machine (localhost, 127.0.0.1, ::1)");
        }
    }
}
