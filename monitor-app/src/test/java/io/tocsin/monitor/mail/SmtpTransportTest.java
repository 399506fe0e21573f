package io.tocsin.monitor.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.mail.Delivery.Deferred;
import io.tocsin.monitor.mail.Delivery.Delivered;
import io.tocsin.monitor.mail.Delivery.Refused;
import io.tocsin.monitor.mail.Delivery.Scope;
import io.tocsin.monitor.mail.ScriptedSmtpServer.Stage;
import io.tocsin.monitor.tls.TestStores;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class SmtpTransportTest {

    private static final String LEAD = "lead@example.com";
    private static final SmtpTimeouts SHORT = new SmtpTimeouts(500, 500, 700, 3_000);

    @TempDir
    static Path folder;

    private static SSLContext ours;
    private static SSLContext another;

    private ScriptedSmtpServer server;

    @BeforeAll
    static void makeCertificates() throws Exception {
        ours = selfSigned("localhost");
        another = selfSigned("other.example");
    }

    /** A key for a host, and trust in its certificate. */
    private static SSLContext selfSigned(String host) throws Exception {
        TestStores stores = new TestStores(folder);
        return TestStores.context(List.of(stores.key(host, "dns:" + host)), stores.trustIn(host));
    }

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedSmtpServer();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void theServerGetsTheMailsBytesAndTheEnvelope() throws Exception {
        Delivery delivery = send(settings(TlsMode.NONE, SHORT));
        assertEquals(new Delivered("250 2.0.0 taken as number 1"), delivery);
        assertEquals(List.of(new ScriptedSmtpServer.Received(LEAD, Notifications.text(message()))), server.received);
        assertTrue(server.commands.contains("EHLO monitor.example"));
        assertTrue(server.commands.contains("MAIL FROM:<tocsin@monitor.example>"));
    }

    @ParameterizedTest
    @CsvSource({
        "RCPT,550 5.1.1 no such user",
        "RCPT,552 5.2.2 full",
        "RCPT,521 no mail here",
        "DATA,554 no",
        ".,554 spam"
    })
    void anAnswerOf5xxFromRcptOnIsFinal(String verb, String answer) throws Exception {
        server.answers.put(verb, answer);
        Refused refused = assertInstanceOf(Refused.class, send(settings(TlsMode.NONE, SHORT)));
        assertTrue(refused.detail().endsWith(answer), refused.detail());
    }

    @ParameterizedTest
    @CsvSource({
        "EHLO,554 go away,SERVER",
        "MAIL,550 sender unknown,SERVER",
        "MAIL,451 later,SERVER",
        "RCPT,450 4.2.1 greylisted,RECIPIENT",
        "RCPT,421 too many,SERVER",
        "DATA,452 no room,RECIPIENT",
        ".,451 4.7.1 later,RECIPIENT",
        ".,421 shutting down,SERVER",
        "RCPT,nonsense,CONNECTION"
    })
    void everythingElseIsTriedAgain(String verb, String answer, Scope scope) throws Exception {
        server.answers.put(verb, answer);
        if (verb.equals("EHLO")) {
            server.answers.put("HELO", answer);
        }
        Deferred deferred = assertInstanceOf(Deferred.class, send(settings(TlsMode.NONE, SHORT)));
        assertEquals(scope, deferred.scope(), deferred.detail());
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aServerThatHangsIsGivenUpAfterATimeout(Stage stage) throws Exception {
        server.hangAt = stage;
        Deferred deferred = assertInstanceOf(Deferred.class, sendInTime(settings(TlsMode.NONE, SHORT)));
        boolean knowsRecipient = stage.compareTo(Stage.RCPT) >= 0;
        assertEquals(knowsRecipient ? Scope.CONNECTION : Scope.SERVER, deferred.scope());
        assertTrue(deferred.detail().contains("Read timed out"), deferred.detail());
        // The next connection works.
        assertInstanceOf(Delivered.class, send(settings(TlsMode.NONE, SHORT)));
    }

    @Test
    void aServerThatDripsIsGivenUpByTheWallClock() throws Exception {
        server.dripEveryMs = 20;
        SmtpTimeouts timeouts = new SmtpTimeouts(500, 500, 500, 600);
        Deferred deferred = assertInstanceOf(Deferred.class, sendInTime(settings(TlsMode.NONE, timeouts)));
        assertTrue(deferred.detail().contains("given up after 600 ms"), deferred.detail());
    }

    @Test
    void aServerThatTalksWithoutEndIsCutOff() throws Exception {
        server.greetingBytes = 5 << 20;
        Deferred deferred = assertInstanceOf(Deferred.class, sendInTime(settings(TlsMode.NONE, SHORT)));
        assertTrue(deferred.detail().contains("longer than"), deferred.detail());
    }

    @Test
    void aConnectionThatBreaksAfterTheMailWasTakenIsASuccess() throws Exception {
        server.breaksAfterMail = true;
        for (int i = 0; i < 20; i++) {
            assertInstanceOf(Delivered.class, send(settings(TlsMode.NONE, SHORT)));
        }
    }

    @Test
    void aServerThatIsNotThereIsTriedAgain() throws Exception {
        server.goDown();
        Deferred deferred = assertInstanceOf(Deferred.class, send(settings(TlsMode.NONE, SHORT)));
        assertEquals(Scope.SERVER, deferred.scope());
        assertTrue(deferred.detail().startsWith("connecting: "), deferred.detail());
    }

    @Test
    void closingBreaksOffWhatIsUnderWay() throws Exception {
        server.hangAt = Stage.FINAL_DOT;
        SmtpTransport transport =
                new SmtpTransport(settings(TlsMode.NONE, SmtpTimeouts.DEFAULT), Notifications.IDENTITY);
        MailMessage message = message();
        CompletableFuture<Delivery> attempt = CompletableFuture.supplyAsync(() -> transport.deliver(message));
        assertTrue(server.hung.await(30, TimeUnit.SECONDS));
        transport.close();
        assertEquals(
                "handing over the mail: the program is stopping",
                attempt.get(30, TimeUnit.SECONDS).detail());
        assertInstanceOf(Deferred.class, transport.deliver(message));
    }

    @Test
    void nothingIsSentToAServerThatDoesNotOfferStartTls() throws Exception {
        Deferred deferred = assertInstanceOf(Deferred.class, send(settings(TlsMode.STARTTLS, SHORT)));
        assertEquals(Scope.SERVER, deferred.scope());
        assertTrue(deferred.detail().contains("STARTTLS is required"), deferred.detail());
        assertTrue(server.commands.stream().noneMatch(each -> each.startsWith("MAIL")));
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "TLS"})
    void aTrustedCertificateForTheHostIsTaken(TlsMode mode) throws Exception {
        serveTls(mode, ours);
        assertInstanceOf(Delivered.class, send(tls(mode, Optional.of(ours))));
        assertEquals(List.of(LEAD), server.recipients());
        assertEquals(Optional.empty(), problem(tls(mode, Optional.of(ours))));
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "TLS"})
    void aCertificateNobodyVouchesForIsRefused(TlsMode mode) throws Exception {
        serveTls(mode, ours);
        Deferred deferred = assertInstanceOf(Deferred.class, send(tls(mode, Optional.empty())));
        assertEquals(Scope.SERVER, deferred.scope());
        assertTrue(deferred.detail().contains("SSLHandshakeException"), deferred.detail());
        assertEquals(List.of(), server.recipients());
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "TLS"})
    void aTrustedCertificateForAnotherHostIsRefused(TlsMode mode) throws Exception {
        serveTls(mode, another);
        Deferred deferred = assertInstanceOf(Deferred.class, send(tls(mode, Optional.of(another))));
        assertTrue(deferred.detail().contains("localhost"), deferred.detail());
        assertEquals(List.of(), server.recipients());
    }

    @Test
    void doctorLearnsWhatIsWrongAndNothingIsSent() throws Exception {
        assertEquals(Optional.empty(), problem(settings(TlsMode.NONE, SHORT)));
        String problem = problem(settings(TlsMode.STARTTLS, SHORT)).orElseThrow();
        assertTrue(problem.startsWith("The mail server localhost:" + server.port() + " can't be used: "), problem);
        assertTrue(server.commands.stream().noneMatch(each -> each.startsWith("MAIL")));
    }

    @Test
    void settingsThatWouldLeakOrHangAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> settings("mail.example.com", 25, TlsMode.NONE));
        assertThrows(IllegalArgumentException.class, () -> settings("127.0.0.1.example.com", 25, TlsMode.NONE));
        assertThrows(IllegalArgumentException.class, () -> settings("192.0.2.1", 25, TlsMode.NONE));
        assertEquals("::1", settings("::1", 25, TlsMode.NONE).host());
        assertEquals("127.0.0.1", settings("127.0.0.1", 25, TlsMode.NONE).host());
        assertThrows(IllegalArgumentException.class, () -> settings("mail.example.com", 0, TlsMode.TLS));
        assertThrows(IllegalArgumentException.class, () -> new SmtpTimeouts(0, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new SmtpTimeouts(1, 1, 1, 0));
    }

    @Test
    void passwordsAreNotShown() {
        assertFalse(new SmtpCredentials("tocsin", "s3cret").toString().contains("s3cret"));
        assertThrows(IllegalArgumentException.class, () -> new SmtpCredentials("tocsin", ""));
    }

    private void serveTls(TlsMode mode, SSLContext context) {
        server.tls = context;
        server.offersStartTls = mode == TlsMode.STARTTLS;
        server.tlsFromTheStart = mode == TlsMode.TLS;
    }

    private SmtpSettings settings(TlsMode tls, SmtpTimeouts timeouts) {
        return new SmtpSettings("localhost", server.port(), tls, Optional.empty(), Optional.empty(), timeouts);
    }

    private static SmtpSettings settings(String host, int port, TlsMode tls) {
        return new SmtpSettings(host, port, tls, Optional.empty(), Optional.empty(), SmtpTimeouts.DEFAULT);
    }

    private SmtpSettings tls(TlsMode mode, Optional<SSLContext> trust) {
        return new SmtpSettings("localhost", server.port(), mode, Optional.empty(), trust, SmtpTimeouts.DEFAULT);
    }

    private static Delivery sendInTime(SmtpSettings settings) {
        return assertTimeoutPreemptively(Duration.ofSeconds(30), () -> send(settings));
    }

    private static Delivery send(SmtpSettings settings) throws Exception {
        try (SmtpTransport transport = new SmtpTransport(settings, Notifications.IDENTITY)) {
            return transport.deliver(message());
        }
    }

    private static Optional<String> problem(SmtpSettings settings) {
        try (SmtpTransport transport = new SmtpTransport(settings, Notifications.IDENTITY)) {
            return transport.problem();
        }
    }

    private static MailMessage message() throws UndeliverableException {
        return MailMessage.of(Notifications.first(LEAD, "attack"), Notifications.IDENTITY);
    }
}
