package io.tocsin.monitor.app;

import io.tocsin.monitor.config.MailConfig;
import io.tocsin.monitor.mail.MailIdentity;
import io.tocsin.monitor.mail.MailTransport;
import io.tocsin.monitor.mail.MaildirTransport;
import io.tocsin.monitor.mail.SmtpCredentials;
import io.tocsin.monitor.mail.SmtpSettings;
import io.tocsin.monitor.mail.SmtpTimeouts;
import io.tocsin.monitor.mail.SmtpTransport;
import io.tocsin.monitor.mail.TlsMode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Makes what the configuration says of mail. */
public final class MailTransports {
    private MailTransports() {}

    /**
     * The transport.
     *
     * @throws IOException if the maildir or the password can't be read
     */
    public static MailTransport of(MailConfig config, Map<String, String> env) throws IOException {
        return of(config, MailIdentity.of(config.from()), env);
    }

    /**
     * The transport of an identity.
     *
     * @param env the environment, where the password may be
     * @throws IOException if the maildir or the password can't be read
     */
    static MailTransport of(MailConfig config, MailIdentity identity, Map<String, String> env) throws IOException {
        if (config.transport() instanceof MailConfig.Maildir maildir) {
            return new MaildirTransport(maildir.folder());
        }
        MailConfig.Smtp smtp = (MailConfig.Smtp) config.transport();
        return new SmtpTransport(
                new SmtpSettings(
                        smtp.host(),
                        smtp.port(),
                        tls(smtp.tls()),
                        credentials(smtp, env),
                        Optional.empty(),
                        SmtpTimeouts.DEFAULT),
                identity);
    }

    private static Optional<SmtpCredentials> credentials(MailConfig.Smtp smtp, Map<String, String> env)
            throws IOException {
        if (smtp.username().isEmpty() || smtp.password().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new SmtpCredentials(smtp.username().get(), smtp.password().get().read(env)));
    }

    private static TlsMode tls(MailConfig.Tls tls) {
        return switch (tls) {
            case STARTTLS -> TlsMode.STARTTLS;
            case TLS -> TlsMode.TLS;
            case NONE -> TlsMode.NONE;
        };
    }
}
