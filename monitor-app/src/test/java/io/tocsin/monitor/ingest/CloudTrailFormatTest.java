package io.tocsin.monitor.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tocsin.monitor.ingest.LogFormat.LineParser;
import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.monitor.wire.Rfc3339;
import io.tocsin.rules.event.ApiResponseEvent;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.Origin;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.event.TlsVersion;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudTrailFormatTest {
    private static final String CALL = "\"eventTime\":\"2023-07-10T12:11:15Z\",\"eventSource\":\"ec2.amazonaws.com\","
            + "\"eventName\":\"RunInstances\",\"sourceIPAddress\":\"192.0.2.1\",\"userAgent\":\"aws-cli\"";
    private static final String ALICE = "\"userIdentity\":{\"type\":\"IAMUser\",\"arn\":\"arn:aws:iam::1:user/alice\","
            + "\"accessKeyId\":\"AKIA\",\"sessionContext\":{\"a\":[{}]}}";

    private final LineParser parser = LogFormats.of("cloudtrail").parser(LogSettings.defaults(Clock.systemUTC()));

    @Test
    void readsACall() throws Exception {
        ApiResponseEvent expected = new ApiResponseEvent(
                new EventId("default", "import:x", "000000000042"),
                Rfc3339.parse("2023-07-10T12:11:15Z"),
                new Origin("trail.json", 3),
                "arn:aws:iam::1:user/alice",
                "ec2.amazonaws.com",
                "RunInstances",
                403,
                "192.0.2.1",
                "aws-cli",
                "AKIA",
                null,
                null,
                TlsVersion.TLS_1_2);
        assertEquals(
                expected,
                read("{" + CALL + "," + ALICE + ",\"errorCode\":\"Client.UnauthorizedOperation\","
                        + "\"tlsDetails\":{\"tlsVersion\":\"TLSv1.2\"}}"));
    }

    @Test
    void aTlsVersionThatNobodyKnowsYetIsLeftOut() throws Exception {
        assertNull(read("{" + CALL + "," + ALICE + ",\"tlsDetails\":{\"tlsVersion\":\"TLSv9\"}}")
                .tlsVersion());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "~{\"arn\":\"a\",\"accessKeyId\":\"k\",\"invokedBy\":\"i\",\"type\":\"t\"}~, a",
                "~{\"accessKeyId\":\"k\",\"invokedBy\":\"i\",\"type\":\"t\"}~, k",
                "~{\"arn\":null,\"accessKeyId\":\"\",\"invokedBy\":\"i\",\"type\":\"t\"}~, i",
                "~{\"type\":\"AWSAccount\"}~, AWSAccount",
                "~{\"type\":\"\\ud800\"}~, \\ud800",
            })
    void theClientIsTheBestNameOfWhoAsked(String identity, String client) throws Exception {
        ApiResponseEvent event = read("{" + CALL + ",\"userIdentity\":" + identity + "}");
        assertEquals(client, event.clientId());
        assertEquals(200, event.responseCode());
        new EventCodec().encode(event);
    }

    @ParameterizedTest
    @CsvSource({
        ", 200",
        "'', 200",
        "AccessDenied, 403",
        "AccessDeniedException, 403",
        "UnauthorizedAccess, 403",
        "Client.UnauthorizedOperation, 403",
        "ThrottlingException, 429",
        "Throttling, 429",
        "NoSuchBucketPolicy, 404",
        "Client.InvalidVpcID.NotFound, 404",
        "ObjectLockConfigurationNotFoundError, 404",
        "Server.InternalError, 400",
        "Client.VpcLimitExceeded, 400",
        "InvocationDoesNotExist, 400",
    })
    void theErrorCodeStandsForAStatus(@Nullable String errorCode, int status) {
        assertEquals(status, CloudTrailFormat.status(errorCode));
    }

    @Test
    void keepsWhatIsTooLongShortAndLeavesOutWhatIsNoText() throws Exception {
        ApiResponseEvent event =
                read("{" + CALL.replace("aws-cli", "x".repeat(20_000)).replace("\"192.0.2.1\"", "7")
                        + ",\"userIdentity\":{\"arn\":\"" + "y".repeat(2_000) + "\"}}");
        assertEquals(EventCodec.MAX_NAME_CHARS, event.clientId().length());
        assertEquals(
                EventCodec.MAX_TEXT_CHARS, String.valueOf(event.userAgent()).length());
        assertNull(event.sourceIp());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "[]",
                "{",
                "{}",
                "{" + CALL + "}",
                "{" + CALL + ",\"userIdentity\":{}}",
                "{" + CALL + ",\"userIdentity\":\"alice\"}",
                "{\"eventSource\":\"s\",\"eventName\":\"n\"," + ALICE + "}",
                "{\"eventTime\":\"yesterday\",\"eventSource\":\"s\",\"eventName\":\"n\"," + ALICE + "}",
                "{\"eventTime\":\"2023-07-10T12:11:15Z\",\"eventName\":\"n\"," + ALICE + "}",
                "{\"eventTime\":\"2023-07-10T12:11:15Z\",\"eventSource\":\"s\"," + ALICE + "}",
                "{" + CALL + "," + ALICE + "} {}",
                "{" + CALL + "," + ALICE + "," + ALICE + "}",
            })
    void refusesWhatIsNoCall(String json) {
        assertThrows(UnparsableLineException.class, () -> read(json));
    }

    @Test
    void refusesJsonThatNestsWithoutEnd() {
        assertThrows(UnparsableLineException.class, () -> read("{\"a\":".repeat(100_000)));
    }

    private ApiResponseEvent read(String json) throws UnparsableLineException {
        List<SecurityEvent> events = parser.parse(
                json.getBytes(StandardCharsets.UTF_8), new LinePlace("default", "import:x", "trail.json", 3, 42));
        assertEquals(1, events.size());
        return (ApiResponseEvent) events.get(0);
    }
}
