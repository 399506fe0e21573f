package io.tocsin.monitor.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** One connection to an SMTP server, which another thread may {@link #abort()} at any moment. */
final class SmtpConnection implements AutoCloseable {

    static final List<String> TLS_PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private final SmtpSettings settings;
    private final Object lock = new Object();
    private @Nullable Socket socket;
    private boolean aborted;
    private @Nullable SmtpConversation conversation;

    SmtpConnection(SmtpSettings settings) {
        this.settings = settings;
    }

    /** Connects and goes as far as to where a mail can be sent. */
    SmtpConversation begin(Session session) throws IOException, MessagingException {
        Socket plain = connect();
        plain.setSoTimeout(settings.timeouts().replyMs());
        Socket ready = settings.tls() == TlsMode.TLS ? secured(plain) : plain;
        SmtpConversation begun = new SmtpConversation(session, settings, plain);
        conversation = begun;
        begun.connect(ready);
        return begun;
    }

    /** How far it came. */
    SmtpStage stage() {
        return conversation == null ? SmtpStage.CONNECT : conversation.stage();
    }

    /** The server's last code; 0 or less if there was none. */
    int lastCode() {
        return conversation == null ? 0 : conversation.getLastReturnCode();
    }

    /** The server's last answer; may have several lines; empty if there was none. */
    String lastAnswer() {
        String answer = conversation == null ? null : conversation.getLastServerResponse();
        return answer == null ? "" : answer;
    }

    /** Breaks the connection off, whatever is being waited for. */
    void abort() {
        synchronized (lock) {
            aborted = true;
            closeSocket();
        }
    }

    boolean isAborted() {
        synchronized (lock) {
            return aborted;
        }
    }

    /** Says QUIT if there still is somebody to say it to. */
    @Override
    public void close() {
        try {
            if (conversation != null) {
                conversation.close();
            }
        } catch (MessagingException e) {
            // What was sent was sent, what wasn't is known already: a failing farewell says nothing.
        } finally {
            synchronized (lock) {
                closeSocket();
            }
        }
    }

    private Socket connect() throws IOException {
        IOException failure = new IOException("the name " + settings.host() + " has no address");
        for (InetAddress address : InetAddress.getAllByName(settings.host())) {
            if (settings.tls() == TlsMode.NONE && !address.isLoopbackAddress()) {
                throw new IOException(settings.host() + " isn't on this machine, so TLS is needed");
            }
            // The name as configured goes with the address: certificates are checked against it, and nobody looks it
            // up.
            InetAddress named = InetAddress.getByAddress(settings.host(), address.getAddress());
            Socket attempt = opened();
            try {
                attempt.connect(
                        new InetSocketAddress(named, settings.port()),
                        settings.timeouts().connectMs());
                return attempt;
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private Socket opened() throws IOException {
        synchronized (lock) {
            closeSocket();
            if (aborted) {
                throw new IOException("broken off");
            }
            Socket fresh = new GuardedSocket();
            socket = fresh;
            return fresh;
        }
    }

    private Socket secured(Socket plain) throws IOException {
        SSLSocketFactory factory = settings.trust()
                .map(trust -> trust.getSocketFactory())
                .orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault());
        SSLSocket secured = (SSLSocket) factory.createSocket(plain, settings.host(), settings.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.setEnabledProtocols(TLS_PROTOCOLS.toArray(String[]::new));
        secured.startHandshake();
        return secured;
    }

    private void closeSocket() {
        Socket present = socket;
        if (present == null) {
            return;
        }
        try {
            present.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
