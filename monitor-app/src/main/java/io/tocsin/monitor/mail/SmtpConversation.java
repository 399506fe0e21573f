package io.tocsin.monitor.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * Angus's SMTP client that says how far it came. {@link SmtpStage#ACCEPTED} is reached with the answer to the final dot:
 * whatever breaks after it, the mail was handed over.
 */
final class SmtpConversation extends SMTPTransport {

    private final SmtpSettings settings;
    /** The connection under TLS: its timeout rules both. */
    private final Socket socket;

    private volatile SmtpStage stage = SmtpStage.GREETING;

    SmtpConversation(Session session, SmtpSettings settings, Socket socket) {
        super(session, new URLName("smtp", settings.host(), settings.port(), null, null, null));
        this.settings = settings;
        this.socket = socket;
    }

    SmtpStage stage() {
        return stage;
    }

    @Override
    protected synchronized boolean protocolConnect(String host, int port, String user, String password)
            throws MessagingException {
        String username = settings.credentials().map(SmtpCredentials::username).orElse(null);
        String secret = settings.credentials().map(SmtpCredentials::password).orElse(null);
        return super.protocolConnect(settings.host(), settings.port(), username, secret);
    }

    @Override
    protected boolean ehlo(String domain) throws MessagingException {
        stage = SmtpStage.EHLO;
        boolean isUnderstood = super.ehlo(domain);
        stage = SmtpStage.LOGIN;
        return isUnderstood;
    }

    @Override
    protected void startTLS() throws MessagingException {
        stage = SmtpStage.STARTTLS;
        super.startTLS();
    }

    @Override
    protected void mailFrom() throws MessagingException {
        stage = SmtpStage.MAIL;
        super.mailFrom();
    }

    @Override
    protected void rcptTo() throws MessagingException {
        stage = SmtpStage.RCPT;
        super.rcptTo();
    }

    @Override
    protected OutputStream data() throws MessagingException {
        stage = SmtpStage.DATA;
        return super.data();
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
        stage = SmtpStage.FINAL_DOT;
        allow(settings.timeouts().acceptMs());
        super.finishData();
        stage = SmtpStage.ACCEPTED;
    }

    private void allow(int timeoutMs) throws IOException {
        try {
            socket.setSoTimeout(timeoutMs);
        } catch (SocketException e) {
            throw new IOException("the connection is gone", e);
        }
    }
}
