package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.EventCodec;
import org.jspecify.annotations.Nullable;

/**
 * What a client asked of a web server.
 *
 * @param method its method, or {@code null} where the line isn't HTTP
 * @param path the target without its query, and without scheme and host; of a line that isn't HTTP all of it
 */
record HttpRequestLine(@Nullable String method, String path) {

    /** Reads {@code METHOD TARGET PROTOCOL} or, as of HTTP/0.9, {@code METHOD TARGET}; a target may hold blanks. */
    static HttpRequestLine of(String line) {
        int target = line.indexOf(' ') + 1;
        if (target < 2 || target > EventCodec.MAX_METHOD_CHARS + 1 || !isMethod(line, target - 1)) {
            return new HttpRequestLine(null, LogText.limit(line, EventCodec.MAX_TEXT_CHARS));
        }
        int protocol = line.lastIndexOf(" HTTP/");
        String asked = line.substring(target, protocol < target ? line.length() : protocol);
        return new HttpRequestLine(
                line.substring(0, target - 1), LogText.limit(path(asked), EventCodec.MAX_TEXT_CHARS));
    }

    /** Methods are tokens of RFC 9110; those in use are letters, at times with a hyphen. */
    private static boolean isMethod(String line, int end) {
        for (int i = 0; i < end; i++) {
            char c = line.charAt(i);
            if ((c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }

    private static String path(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        int host = path.indexOf("://");
        if (host <= 0 || path.startsWith("/")) {
            return path;
        }
        int slash = path.indexOf('/', host + 3);
        return slash < 0 ? "/" : path.substring(slash);
    }
}
