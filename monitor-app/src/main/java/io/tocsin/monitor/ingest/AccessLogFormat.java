package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.rules.event.ApiResponseEvent;
import io.tocsin.rules.event.SecurityEvent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The access log of Apache httpd and nginx: {@code combined}, and {@code vhost_combined} with the virtual host and its
 * port before it. What is missing at the end ({@code common} has neither referer nor user agent) or follows is no error.
 *
 * <p>The client is the address of the first column: a user name stands in the log before the server has checked it, so
 * that an attacker could count as somebody else. The endpoint is the path without its query, as the client wrote it; what
 * isn't {@code METHOD TARGET [PROTOCOL]} (a TLS handshake, an empty line) is the endpoint as a whole, without a method.
 *
 * <p>The name of the user may hold blanks and brackets, but never a bare quotation mark: both servers escape it. So the
 * time is looked for right before the first one, which begins the request. The columns are those of Apache's
 * {@code mod_log_config} and nginx's {@code ngx_http_log_module}.
 */
final class AccessLogFormat implements LogFormat {
    private final String name;
    private final boolean withHost;

    private AccessLogFormat(String name, boolean withHost) {
        this.name = name;
        this.withHost = withHost;
    }

    /** {@code HOST IDENT USER [TIME] "REQUEST" STATUS BYTES "REFERER" "AGENT"}. */
    static AccessLogFormat combined() {
        return new AccessLogFormat("combined", false);
    }

    /** The same after {@code VHOST:PORT}. */
    static AccessLogFormat vhostCombined() {
        return new AccessLogFormat("vhost_combined", true);
    }

    @Override
    public String name() {
        return name;
    }

    /** The client fills the columns at the end: by their length it must not make its request unreadable. */
    @Override
    public boolean readsCutLines() {
        return true;
    }

    @Override
    public LineParser parser(LogSettings settings) {
        return this::parse;
    }

    private List<SecurityEvent> parse(byte[] line, LinePlace place) throws UnparsableLineException {
        if (LogText.isBlank(line)) {
            return List.of();
        }
        int host = 0;
        if (withHost) {
            host = indexOf(line, ' ', 0) + 1;
            if (host < 2 || indexOf(line, ':', 0) >= host || indexOf(line, ':', 0) < 0) {
                throw new UnparsableLineException("it doesn't begin with a virtual host, a colon and a port");
            }
        }
        int hostEnd = indexOf(line, ' ', host);
        if (hostEnd <= host) {
            throw new UnparsableLineException("it doesn't begin with an address");
        }
        QuotedText request = QuotedText.first(line, hostEnd);
        int time = request.start() - AccessLogTime.COLUMN_CHARS;
        if (time < hostEnd) {
            throw new UnparsableLineException("no [dd/Mon/yyyy:HH:mm:ss zone] stands before the request");
        }
        long timeMs = AccessLogTime.read(line, time);
        Status status = Status.read(line, request.end());
        String client = client(line, host, hostEnd);
        HttpRequestLine asked = HttpRequestLine.of(request.text(line));
        return List.of(new ApiResponseEvent(
                place.id(),
                timeMs,
                place.origin(),
                client,
                asked.method(),
                asked.path(),
                status.code(),
                SourceAddress.orNull(client),
                userAgent(line, status.end())));
    }

    private static String client(byte[] line, int from, int to) throws UnparsableLineException {
        String client = LogText.decode(Arrays.copyOfRange(line, from, to));
        if (client.length() > EventCodec.MAX_NAME_CHARS) {
            throw new UnparsableLineException("its address is longer than " + EventCodec.MAX_NAME_CHARS);
        }
        return client;
    }

    /** The second quoted column after the status and the bytes, where there is one that ends. */
    private static @Nullable String userAgent(byte[] line, int from) {
        int bytesEnd = from < line.length ? indexOf(line, ' ', from + 1) : -1;
        QuotedText referer = bytesEnd < 0 ? null : QuotedText.at(line, bytesEnd + 1);
        QuotedText agent = referer == null ? null : QuotedText.at(line, referer.end() + 1);
        if (agent == null) {
            return null;
        }
        String text = agent.text(line);
        return text.equals("-") ? null : LogText.limit(text, EventCodec.MAX_TEXT_CHARS);
    }

    private static int indexOf(byte[] line, char c, int from) {
        for (int i = from; i < line.length; i++) {
            if (line[i] == c) {
                return i;
            }
        }
        return -1;
    }

    /** The column after the request. */
    private record Status(int code, int end) {
        static Status read(byte[] line, int from) throws UnparsableLineException {
            int end = from + 4;
            boolean there = line.length >= end && line[from] == ' ' && (line.length == end || line[end] == ' ');
            int code = 0;
            for (int i = from + 1; there && i < end; i++) {
                there = line[i] >= '0' && line[i] <= '9';
                code = code * 10 + line[i] - '0';
            }
            if (!there || code < 100 || code > 599) {
                throw new UnparsableLineException("no status of 100 to 599 follows the request");
            }
            return new Status(code, end);
        }
    }
}
