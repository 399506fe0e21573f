package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.monitor.wire.ForeignJson;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.Rfc3339;
import io.tocsin.rules.event.ApiResponseEvent;
import io.tocsin.rules.event.Labelled;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.event.TlsVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * AWS CloudTrail: JSON objects with an array {@code Records}, of which each is an answer of an AWS API.
 *
 * <p>The client is the identity's {@code arn}, else its {@code accessKeyId}, {@code invokedBy} or {@code type}; the
 * method is the service ({@code s3.amazonaws.com}) and the endpoint the call ({@code GetBucketPolicy}). CloudTrail has no
 * HTTP status; {@code errorCode} stands for one. Field names are those of the <i>CloudTrail record contents</i>.
 */
final class CloudTrailFormat implements LogFormat {

    @Override
    public String name() {
        return "cloudtrail";
    }

    @Override
    public Framing framing() {
        return Framing.JSON_RECORDS;
    }

    @Override
    public LineParser parser(LogSettings settings) {
        return CloudTrailFormat::parse;
    }

    private static List<SecurityEvent> parse(byte[] bytes, LinePlace place) throws UnparsableLineException {
        try {
            ForeignJson call = ForeignJson.parse(bytes);
            return List.of(new ApiResponseEvent(
                    place.id(),
                    Rfc3339.parse(required(call, "eventTime", 64)),
                    place.origin(),
                    client(call),
                    required(call, "eventSource", EventCodec.MAX_METHOD_CHARS),
                    required(call, "eventName", EventCodec.MAX_TEXT_CHARS),
                    status(call.text("errorCode")),
                    address(call.text("sourceIPAddress")),
                    userAgent(call.text("userAgent")),
                    keyId(call.text("userIdentity", "accessKeyId")),
                    null,
                    null,
                    tlsVersion(call.text("tlsDetails", "tlsVersion"))));
        } catch (MalformedRecordException e) {
            throw new UnparsableLineException(e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new UnparsableLineException("its eventTime isn't a time");
        }
    }

    private static String required(ForeignJson call, String field, int maxChars) throws UnparsableLineException {
        String text = call.text(field);
        if (text == null || text.length() > maxChars) {
            throw new UnparsableLineException("it has no text " + field + " of at most " + maxChars + " characters");
        }
        return text;
    }

    private static String client(ForeignJson call) throws UnparsableLineException {
        for (String field : List.of("arn", "accessKeyId", "invokedBy", "type")) {
            String client = call.text("userIdentity", field);
            if (client != null && !client.isEmpty()) {
                return LogText.limit(client, EventCodec.MAX_NAME_CHARS);
            }
        }
        throw new UnparsableLineException("its userIdentity has no arn, accessKeyId, invokedBy or type");
    }

    /** The HTTP status that an error code stands for; EC2 puts {@code Client.} or {@code Server.} before its codes. */
    static int status(@Nullable String errorCode) {
        if (errorCode == null || errorCode.isEmpty()) {
            return 200;
        }
        String code = errorCode.startsWith("Client.") || errorCode.startsWith("Server.")
                ? errorCode.substring("Client.".length())
                : errorCode;
        if (code.startsWith("Unauthorized") || code.startsWith("AccessDenied")) {
            return 403;
        }
        if (code.startsWith("Throttling")) {
            return 429;
        }
        return code.startsWith("NoSuch") || code.contains("NotFound") ? 404 : 400;
    }

    /** An address, or the name of the AWS service that asked on somebody's behalf. */
    private static @Nullable String address(@Nullable String text) {
        return text == null || text.isEmpty() || text.length() > EventCodec.MAX_ADDRESS_CHARS ? null : text;
    }

    private static @Nullable String keyId(@Nullable String text) {
        return text == null || text.isEmpty() ? null : LogText.limit(text, EventCodec.MAX_KEY_ID_CHARS);
    }

    /** The version, unless it is one that nobody knows yet: the call counts all the same. */
    private static @Nullable TlsVersion tlsVersion(@Nullable String text) {
        return text == null ? null : Labelled.of(text, TlsVersion.values()).orElse(null);
    }

    private static @Nullable String userAgent(@Nullable String text) {
        return text == null ? null : LogText.limit(text, EventCodec.MAX_TEXT_CHARS);
    }
}
