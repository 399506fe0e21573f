package io.tocsin.monitor.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tocsin.monitor.ingest.LogFormat.LineParser;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.event.WebhookEvent;
import io.tocsin.rules.event.WebhookEvent.Signature;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookFormatTest {
    private static final String SECRET = "a secret";
    private static final String BODY = "{\"a\": 1}";

    private final LineParser github = parser("github-webhook", SECRET);

    @Test
    void readsASignedDelivery() throws Exception {
        WebhookEvent event = parse(
                github,
                "{\"time\":\"2024-01-15T10:20:30Z\",\"headers\":{\"x-github-delivery\":\"1\",\"X-Hub-Signature-256\":\""
                        + signature(SECRET, BODY) + "\"},\"body\":\"{\\\"a\\\": 1}\",\"sourceIp\":\"192.0.2.1\","
                        + "\"endpoint\":\"/hook\",\"responseCode\":202,\"sourceListed\":false}");
        assertEquals("github", event.source());
        assertEquals(Signature.VALID, event.signature());
        assertFalse(event.replayed());
        assertFalse(event.sourceListed());
        assertEquals("192.0.2.1", event.sourceIp());
        assertEquals("/hook", event.endpoint());
        assertEquals(202, event.responseCode());
        assertEquals(1_705_314_030_000L, event.timeMs());
    }

    /** The example of GitHub's documentation. */
    @Test
    void agreesWithGitHub() throws Exception {
        LineParser parser = parser("github-webhook", "It's a Secret to Everybody");
        String signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
        assertEquals(
                Signature.VALID,
                parse(parser, delivery("1", signature, "Hello, World!")).signature());
        assertEquals(
                Signature.INVALID,
                parse(parser, delivery("1", signature, "Hello, World!\n")).signature());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, MISSING",
                "'', INVALID",
                "sha256=, INVALID",
                "sha256=zz, INVALID",
                "sha256=00, INVALID",
                "sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59, INVALID",
            })
    void saysWhetherASignatureIsMissingOrWrong(@Nullable String signature, Signature expected) throws Exception {
        assertEquals(expected, parse(github, delivery("1", signature, BODY)).signature());
    }

    @Test
    void checksTheBytesAndNotWhatTheyMean() throws Exception {
        byte[] body = {(byte) 0xFF, 0, '\n', (byte) 0xC3};
        String signature = "sha256=" + HexFormat.of().formatHex(hmac(SECRET.getBytes(StandardCharsets.UTF_8), body));
        String line = "{\"time\":1,\"headers\":{\"X-Hub-Signature-256\":\"" + signature + "\"},\"body_base64\":\"";
        assertEquals(
                Signature.VALID,
                parse(github, line + Base64.getEncoder().encodeToString(body) + "\"}")
                        .signature());
        assertEquals(
                Signature.INVALID,
                parse(github, delivery("1", signature(SECRET, "{\"a\":1}"), BODY))
                        .signature());
        String large = "é".repeat(3_000_000);
        assertEquals(
                Signature.VALID,
                parse(github, delivery("1", signature(SECRET, large), large)).signature());
    }

    @Test
    void takesAnyOfTheSecretsAndNoOther() throws Exception {
        LineParser parser = parser("github-webhook", "old", "new");
        assertEquals(
                Signature.VALID,
                parse(parser, delivery("1", signature("old", BODY), BODY)).signature());
        assertEquals(
                Signature.VALID,
                parse(parser, delivery("2", signature("new", BODY), BODY)).signature());
        assertEquals(
                Signature.INVALID,
                parse(parser, delivery("3", signature("x", BODY), BODY)).signature());
    }

    @Test
    void aHeaderThatIsThereTwiceCountsForNothing() throws Exception {
        String line = delivery("1", signature(SECRET, BODY), BODY)
                .replace("\"headers\":{", "\"headers\":{\"x-hub-signature-256\":\"sha256=00\",");
        assertEquals(Signature.INVALID, parse(github, line).signature());
    }

    @Test
    void aDeliveryIsReplayedOnceItWasSeenWithAValidSignature() throws Exception {
        String valid = signature(SECRET, BODY);
        assertFalse(parse(github, delivery("1", "sha256=00", BODY)).replayed());
        assertFalse(parse(github, delivery("1", valid, BODY)).replayed());
        assertTrue(parse(github, delivery("1", valid, BODY)).replayed());
        assertTrue(parse(github, delivery("1", "sha256=00", BODY)).replayed());
        assertFalse(parse(github, delivery("2", valid, BODY)).replayed());
        assertFalse(parse(parser("github-webhook", SECRET), delivery("1", valid, BODY))
                .replayed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "{}",
                "{\"time\":1,\"headers\":{}}",
                "{\"time\":1,\"headers\":{},\"body\":\"a\",\"body_base64\":\"YQ==\"}",
                "{\"time\":1,\"headers\":{},\"body_base64\":\"?\"}",
                "{\"time\":1,\"headers\":{},\"body\":\"\\ud800\"}",
                "{\"time\":1,\"headers\":[],\"body\":\"a\"}",
                "{\"headers\":{},\"body\":\"a\"}",
                "{\"time\":-1,\"headers\":{},\"body\":\"a\"}",
                "{\"time\":\"now\",\"headers\":{},\"body\":\"a\"}",
                "{\"time\":1,\"headers\":{},\"body\":\"a\",\"responseCode\":4000}",
            })
    void refusesWhatIsNoDelivery(String line) {
        assertThrows(UnparsableLineException.class, () -> parse(github, line));
    }

    @ParameterizedTest
    @CsvSource({
        "v1 ID.TIME, 0, VALID",
        "v1 ID.TIME, 300, VALID",
        "v1 ID.TIME, -300, VALID",
        "v1 ID.TIME, 301, INVALID",
        "v1 ID.TIME, -301, INVALID",
        "v2 ID.TIME, 0, INVALID",
        "v1 TIME.ID, 0, INVALID",
    })
    void checksStandardWebhooks(String signed, int ageSeconds, Signature expected) throws Exception {
        byte[] key = "0123456789abcdef01234567".getBytes(StandardCharsets.UTF_8);
        long sent = 1_700_000_000L;
        String content = signed.substring(3).replace("ID", "msg_1").replace("TIME", sent + "") + "." + BODY;
        String signature = signed.substring(0, 2) + ","
                + Base64.getEncoder().encodeToString(hmac(key, content.getBytes(StandardCharsets.UTF_8)));
        String line = "{\"time\":" + (sent + ageSeconds) * 1000 + ",\"headers\":{\"webhook-id\":\"msg_1\","
                + "\"webhook-timestamp\":\"" + sent + "\",\"Webhook-Signature\":\"v1,AAAA v1,? " + signature
                + "\"},\"body\":\"{\\\"a\\\": 1}\"}";
        String secret = "whsec_" + Base64.getEncoder().encodeToString(key);
        LineParser parser = parser("standard-webhook", secret);
        assertEquals(expected, parse(parser, line).signature());
        assertEquals(expected == Signature.VALID, parse(parser, line).replayed());
        for (String header : List.of("webhook-id", "webhook-timestamp")) {
            assertEquals(
                    Signature.INVALID, parse(parser, line.replace(header, "x")).signature());
        }
        assertEquals(
                Signature.MISSING,
                parse(parser, line.replace("Webhook-Signature", "x")).signature());
    }

    @Test
    void secretsAreNeededAndNeverShown() {
        LogSettings none = LogSettings.defaults(Clock.systemUTC());
        assertThrows(
                IllegalArgumentException.class,
                () -> LogFormats.of("github-webhook").parser(none));
        assertThrows(IllegalArgumentException.class, () -> WebhookSecrets.of(List.of("", "")));
        assertThrows(IllegalArgumentException.class, () -> WebhookSecrets.of(List.of("a", "b", "c", "d", "e", "f")));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> parser("standard-webhook", "s3cr3t!"));
        assertFalse(String.valueOf(refused.getMessage()).contains("s3cr3t"));
        assertFalse(settings("s3cr3t!").toString().contains("s3cr3t"));
    }

    private static String delivery(String id, @Nullable String signature, String body) {
        String escaped = body.replace("\"", "\\\"").replace("\n", "\\n");
        return "{\"time\":1700000000000,\"headers\":{\"X-GitHub-Delivery\":\"" + id + "\""
                + (signature == null ? "" : ",\"X-Hub-Signature-256\":\"" + signature + "\"") + "},\"body\":\""
                + escaped
                + "\"}";
    }

    static String signature(String secret, String body) throws Exception {
        return "sha256="
                + HexFormat.of()
                        .formatHex(
                                hmac(secret.getBytes(StandardCharsets.UTF_8), body.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] hmac(byte[] key, byte[] signed) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(signed);
    }

    private static LogSettings settings(String... secrets) {
        return new LogSettings("default", null, ZoneOffset.UTC, Clock.systemUTC(), WebhookSecrets.of(List.of(secrets)));
    }

    private static LineParser parser(String format, String... secrets) {
        return LogFormats.of(format).parser(settings(secrets));
    }

    private static WebhookEvent parse(LineParser parser, String line) throws UnparsableLineException {
        List<SecurityEvent> events = parser.parse(
                line.getBytes(StandardCharsets.UTF_8), new LinePlace("default", "import:x", "hooks.ndjson", 12));
        assertEquals(1, events.size());
        return (WebhookEvent) events.get(0);
    }
}
