package io.tocsin.monitor.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A small real SMTP server on loopback that misbehaves where it is told to. Serves each connection on its own thread. */
final class ScriptedSmtpServer implements AutoCloseable {

    /** A mail that was answered with 250. */
    record Received(String recipient, String text) {}

    /** Where a connection may be made to hang. */
    enum Stage {
        CONNECT,
        EHLO,
        MAIL,
        RCPT,
        DATA,
        FINAL_DOT
    }

    final List<Received> received = new CopyOnWriteArrayList<>();
    /** Every command line, of all connections. */
    final List<String> commands = new CopyOnWriteArrayList<>();
    /** The answer to RCPT for some mailboxes. */
    final Map<String, String> recipientAnswers = new ConcurrentHashMap<>();
    /** The answer to a verb, MAIL or AUTH or "." for all. */
    final Map<String, String> answers = new ConcurrentHashMap<>();
    /** Counted down when a connection begins to hang. */
    final CountDownLatch hung = new CountDownLatch(1);

    volatile @Nullable Stage hangAt;
    /** The number of the connection that hangs, from 1; 0 for every one. */
    volatile int hangingConnection = 1;
    /** A greeting that never ends, one byte every so many milliseconds. */
    volatile int dripEveryMs;
    /** A greeting of this many bytes. */
    volatile int greetingBytes;
    /** Whether the connection breaks right after the mail was taken. */
    volatile boolean breaksAfterMail;

    volatile boolean offersStartTls;
    volatile @Nullable SSLContext tls;
    volatile boolean tlsFromTheStart;

    final AtomicInteger connections = new AtomicInteger();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final int port;
    private volatile ServerSocket listener;

    ScriptedSmtpServer() throws IOException {
        listener = listen(0);
        port = listener.getLocalPort();
        accept(listener);
    }

    int port() {
        return port;
    }

    /** Refuses connections and breaks those that are open. */
    void goDown() throws IOException {
        listener.close();
        for (Socket each : sockets) {
            each.close();
        }
    }

    void comeBack() throws IOException {
        listener = listen(port);
        accept(listener);
    }

    List<String> recipients() {
        return received.stream().map(Received::recipient).toList();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        goDown();
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    private void accept(ServerSocket from) {
        start(() -> {
            while (true) {
                Socket socket = from.accept();
                sockets.add(socket);
                int number = connections.incrementAndGet();
                start(() -> new Conversation(socket, number).run());
            }
        });
    }

    private interface Task {
        void run() throws Exception;
    }

    private static void start(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (Exception e) {
                        // The other side or the test has closed the socket.
                    }
                },
                "smtp-server");
        thread.setDaemon(true);
        thread.start();
    }

    private final class Conversation {
        private final int number;
        private Socket socket;
        private BufferedReader in;
        private OutputStream out;
        private String recipient = "";

        Conversation(Socket socket, int number) throws IOException {
            this.number = number;
            this.socket = socket;
            this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            this.out = socket.getOutputStream();
        }

        void run() throws Exception {
            hangIf(Stage.CONNECT);
            if (tlsFromTheStart) {
                toTls();
            }
            while (dripEveryMs > 0) {
                out.write('2');
                out.flush();
                TimeUnit.MILLISECONDS.sleep(dripEveryMs);
            }
            say("220 " + "x".repeat(greetingBytes) + " ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                commands.add(line);
                String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
                if (verb.equals("QUIT")) {
                    break;
                }
                handle(verb, line);
            }
            socket.close();
        }

        private void handle(String verb, String line) throws Exception {
            String scripted = answers.get(verb);
            if (scripted != null) {
                say(scripted);
                return;
            }
            switch (verb) {
                case "EHLO" -> {
                    hangIf(Stage.EHLO);
                    say(offersStartTls && !(socket instanceof SSLSocket) ? "250-me\r\n250 STARTTLS" : "250 me");
                }
                case "STARTTLS" -> {
                    say("220 go on");
                    toTls();
                }
                case "MAIL" -> {
                    hangIf(Stage.MAIL);
                    say("250 ok");
                }
                case "RCPT" -> {
                    hangIf(Stage.RCPT);
                    recipient = line.replaceAll(".*<(.*)>.*", "$1");
                    say(recipientAnswers.getOrDefault(recipient, "250 ok"));
                }
                case "DATA" -> {
                    hangIf(Stage.DATA);
                    say("354 go on");
                    take();
                }
                default -> say("250 ok");
            }
        }

        private void take() throws Exception {
            StringBuilder text = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
                text.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
            }
            hangIf(Stage.FINAL_DOT);
            String scripted = answers.get(".");
            if (scripted != null) {
                say(scripted);
                return;
            }
            received.add(new Received(recipient, text.toString()));
            say("250 2.0.0 taken as number " + received.size());
            if (breaksAfterMail) {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        }

        private void hangIf(Stage stage) throws InterruptedException {
            if (stage == hangAt && (hangingConnection == 0 || hangingConnection == number)) {
                hung.countDown();
                closed.await();
            }
        }

        private void toTls() throws IOException {
            SSLContext context = tls;
            if (context == null) {
                throw new IOException("no certificate");
            }
            SSLSocket secured =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, "client", socket.getPort(), true);
            secured.setUseClientMode(false);
            socket = secured;
            in = new BufferedReader(new InputStreamReader(secured.getInputStream(), ISO_8859_1));
            out = secured.getOutputStream();
        }

        private void say(String line) throws IOException {
            out.write((line + "\r\n").getBytes(ISO_8859_1));
            out.flush();
        }
    }
}
