package io.tocsin.monitor.mail;

import io.tocsin.monitor.mail.Delivery.Scope;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Hands mails to an SMTP server: one connection and one transaction per mail, so that no recipient's trouble is another's.
 * Every wait is bounded by a timeout of the socket, and the whole attempt by a watchdog that closes it.
 *
 * <p>An answer of 5xx from {@code RCPT} on is final. Before that it is about the server or about us (login, sender), says
 * nothing about the recipient, and is tried again.
 */
public final class SmtpTransport implements MailTransport {

    private static final int DETAIL_CODE_POINTS = 300;

    private final SmtpSettings settings;
    private final Session session;
    private final ScheduledThreadPoolExecutor watchdog;
    private final Set<SmtpConnection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Connects to nothing yet.
     *
     * @param identity whose domain the server is told in {@code EHLO}, and whose mailbox is the envelope's sender
     */
    public SmtpTransport(SmtpSettings settings, MailIdentity identity) {
        this.settings = settings;
        this.session = Session.getInstance(properties(settings, identity));
        this.watchdog = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "mail-watchdog");
            thread.setDaemon(true);
            return thread;
        });
        watchdog.setRemoveOnCancelPolicy(true);
    }

    private static Properties properties(SmtpSettings settings, MailIdentity identity) {
        boolean startTls = settings.tls() == TlsMode.STARTTLS;
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.from", identity.from());
        // Otherwise the name is looked up, which can hang.
        properties.setProperty("mail.smtp.localhost", identity.domain());
        properties.setProperty(
                "mail.smtp.auth", Boolean.toString(settings.credentials().isPresent()));
        properties.setProperty("mail.smtp.starttls.enable", Boolean.toString(startTls));
        properties.setProperty("mail.smtp.starttls.required", Boolean.toString(startTls));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.setProperty("mail.smtp.ssl.protocols", String.join(" ", SmtpConnection.TLS_PROTOCOLS));
        // The answer to QUIT changes nothing.
        properties.setProperty("mail.smtp.quitwait", "false");
        settings.trust().ifPresent(trust -> properties.put("mail.smtp.ssl.socketFactory", trust.getSocketFactory()));
        return properties;
    }

    @Override
    public Delivery deliver(MailMessage message) {
        return inBoundedTime(connection -> {
            SmtpConversation conversation = connection.begin(session);
            conversation.sendMessage(message.mime(), new Address[] {new InternetAddress(message.recipient(), true)});
        });
    }

    /** Connects, agrees on TLS, logs in, and sends nothing. */
    @Override
    public Optional<String> problem() {
        Delivery trial = inBoundedTime(connection -> connection.begin(session));
        return trial instanceof Delivery.Delivered
                ? Optional.empty()
                : Optional.of("The mail server " + settings.host() + ":" + settings.port() + " can't be used: "
                        + trial.detail() + ".");
    }

    private interface Step {
        void run(SmtpConnection connection) throws Exception;
    }

    private Delivery inBoundedTime(Step step) {
        SmtpConnection connection = new SmtpConnection(settings);
        Future<?> bound;
        try {
            bound = watchdog.schedule(connection::abort, settings.timeouts().attemptMs(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return new Delivery.Deferred(Scope.SERVER, "the program is stopping");
        }
        open.add(connection);
        if (closed) { // perhaps after close() went through them
            connection.abort();
        }
        try {
            step.run(connection);
            return new Delivery.Delivered(line(connection.lastAnswer()));
        } catch (Exception e) { // whatever an attempt ends with is told, never thrown
            return judge(connection, e);
        } finally {
            connection.close();
            bound.cancel(false);
            open.remove(connection);
        }
    }

    private Delivery judge(SmtpConnection connection, Exception e) {
        SmtpStage stage = connection.stage();
        if (stage == SmtpStage.ACCEPTED) {
            return new Delivery.Delivered(line(connection.lastAnswer()));
        }
        int code = connection.lastCode();
        boolean answered = code >= 400 && code <= 599;
        String detail = line(stage.label() + ": " + (answered ? connection.lastAnswer() : reason(connection, e)));
        if (!stage.knowsRecipient() || code == 421) {
            return new Delivery.Deferred(Scope.SERVER, detail);
        }
        if (code >= 500 && answered) {
            return new Delivery.Refused(detail);
        }
        return new Delivery.Deferred(answered ? Scope.RECIPIENT : Scope.CONNECTION, detail);
    }

    private String reason(SmtpConnection connection, Exception e) {
        if (connection.isAborted()) {
            return closed
                    ? "the program is stopping"
                    : "given up after " + settings.timeouts().attemptMs() + " ms";
        }
        Throwable root = e;
        while (root instanceof MessagingException && root.getCause() != null) {
            root = root.getCause();
        }
        String said = root.getMessage();
        return root instanceof MessagingException && said != null ? said : root.toString();
    }

    private static String line(String text) {
        String line = SafeText.line(text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " / "), DETAIL_CODE_POINTS);
        return line.isEmpty() ? "no answer" : line;
    }

    @Override
    public void close() {
        closed = true;
        watchdog.shutdownNow();
        open.forEach(SmtpConnection::abort);
    }
}
