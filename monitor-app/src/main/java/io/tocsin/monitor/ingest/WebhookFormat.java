package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.monitor.wire.ForeignJson;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.Rfc3339;
import io.tocsin.rules.event.Labelled;
import io.tocsin.rules.event.SecurityEvent;
import io.tocsin.rules.event.TlsVersion;
import io.tocsin.rules.event.WebhookEvent;
import io.tocsin.rules.event.WebhookEvent.Signature;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Webhook deliveries as their receiver noted them, one JSON object a line: {@code time} (RFC 3339 or milliseconds),
 * {@code headers}, and {@code body} or, so that not a byte is lost, {@code body_base64}; where known {@code source},
 * {@code sourceIp}, {@code sourceListed}, {@code endpoint}, {@code responseCode} and {@code tlsVersion}. The
 * header {@code X-Forwarded-For} is kept.
 *
 * <p>The signature is checked over the bytes of the body. A delivery is replayed if one with its id and a valid signature
 * came before: a forged one must not make the true one a replay.
 */
final class WebhookFormat implements LogFormat {
    private static final int MAX_IDS = 100_000;
    private static final int MAX_ID_CHARS = 256;

    private final String name;
    private final String source;
    private final WebhookScheme scheme;

    private WebhookFormat(String name, String source, WebhookScheme scheme) {
        this.name = name;
        this.source = source;
        this.scheme = scheme;
    }

    /** Deliveries of GitHub. */
    static WebhookFormat github() {
        return new WebhookFormat("github-webhook", "github", WebhookScheme.GITHUB);
    }

    /** Deliveries after the Standard Webhooks specification. */
    static WebhookFormat standard() {
        return new WebhookFormat("standard-webhook", "standard-webhook", WebhookScheme.STANDARD);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Framing framing() {
        return Framing.LONG_LINES;
    }

    @Override
    public boolean needsSecrets() {
        return true;
    }

    /**
     * A parser.
     *
     * @throws IllegalArgumentException when there are no secrets, or one isn't written as the scheme wants it
     */
    @Override
    public LineParser parser(LogSettings settings) {
        List<String> secrets = settings.secrets().all();
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException(name + " needs the secret that deliveries are signed with");
        }
        List<byte[]> keys = secrets.stream().map(this::key).toList();
        return new Parser(this, keys)::parse;
    }

    private byte[] key(String secret) {
        try {
            byte[] key = scheme.key(secret);
            if (key.length > 0) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // The reason would quote the secret.
        }
        throw new IllegalArgumentException("a secret of " + name + " is not written as its senders write it");
    }

    /** Remembers the ids of one log. */
    private static final class Parser {
        private final WebhookFormat format;
        private final List<byte[]> keys;
        private final Map<String, Boolean> seen = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > MAX_IDS;
            }
        };

        Parser(WebhookFormat format, List<byte[]> keys) {
            this.format = format;
            this.keys = keys;
        }

        List<SecurityEvent> parse(byte[] line, LinePlace place) throws UnparsableLineException {
            if (LogText.isBlank(line)) {
                return List.of();
            }
            try {
                return List.of(event(ForeignJson.parse(line), place));
            } catch (MalformedRecordException e) {
                throw new UnparsableLineException(e.getMessage());
            } catch (IllegalArgumentException e) {
                throw new UnparsableLineException(
                        "its time is no time, its body no Base64, or its responseCode not 100 to 599");
            }
        }

        private WebhookEvent event(ForeignJson delivery, LinePlace place) throws UnparsableLineException {
            Map<String, String> texts = delivery.texts("headers");
            if (texts == null) {
                throw new UnparsableLineException("it has no headers");
            }
            WebhookHeaders headers = new WebhookHeaders(texts);
            long timeMs = timeMs(delivery);
            Signature signature = format.scheme.check(headers, body(delivery), timeMs, keys);
            String source = delivery.text("source");
            return new WebhookEvent(
                    place.id(),
                    timeMs,
                    place.origin(),
                    LogText.limit(source == null ? format.source : source, EventCodec.MAX_NAME_CHARS),
                    signature,
                    replayed(headers, signature),
                    !Boolean.FALSE.equals(delivery.truth("sourceListed")),
                    limited(delivery.text("sourceIp"), EventCodec.MAX_ADDRESS_CHARS),
                    forwardedFor(headers),
                    limited(delivery.text("endpoint"), EventCodec.MAX_TEXT_CHARS),
                    responseCode(delivery.integer("responseCode")),
                    tlsVersion(delivery.text("tlsVersion")));
        }

        private boolean replayed(WebhookHeaders headers, Signature signature) {
            String id = format.scheme.deliveryId(headers);
            if (id == null || id.length() > MAX_ID_CHARS) {
                return false;
            }
            return signature == Signature.VALID ? seen.putIfAbsent(id, true) != null : seen.containsKey(id);
        }
    }

    private static byte[] body(ForeignJson delivery) throws UnparsableLineException {
        byte[] text = delivery.utf8("body");
        String base64 = delivery.text("body_base64");
        if ((text == null) == (base64 == null)) {
            throw new UnparsableLineException("it needs either a body or a body_base64");
        }
        return text == null ? Base64.getDecoder().decode(base64) : text;
    }

    private static long timeMs(ForeignJson delivery) throws UnparsableLineException {
        String text = delivery.text("time");
        Long number = delivery.integer("time");
        if (text != null) {
            return Rfc3339.parse(text);
        }
        if (number == null || number < 0 || number > Rfc3339.MAX_TIME_MS) {
            throw new UnparsableLineException("it has no time, or one before 1970 or after 9999");
        }
        return number;
    }

    /** The end of a chain that is too long: what the nearest proxies say. */
    private static @Nullable String forwardedFor(WebhookHeaders headers) {
        String chain = headers.only("X-Forwarded-For");
        return chain == null ? null : chain.substring(Math.max(0, chain.length() - EventCodec.MAX_TEXT_CHARS));
    }

    private static @Nullable Integer responseCode(@Nullable Long code) {
        return code == null ? null : (Integer) Math.toIntExact(Math.max(0, Math.min(code, 1_000)));
    }

    private static @Nullable TlsVersion tlsVersion(@Nullable String text) throws UnparsableLineException {
        if (text == null) {
            return null;
        }
        return Labelled.of(text, TlsVersion.values())
                .orElseThrow(() -> new UnparsableLineException(
                        "its tlsVersion is none of " + String.join(", ", Labelled.labels(TlsVersion.values()))));
    }

    private static @Nullable String limited(@Nullable String text, int maxChars) {
        return text == null ? null : LogText.limit(text, maxChars);
    }
}
