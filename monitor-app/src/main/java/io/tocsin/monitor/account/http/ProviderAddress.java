package io.tocsin.monitor.account.http;

import io.tocsin.rules.event.IpAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The address below which a provider's resources stand.
 *
 * @param base absolute, with {@code https}, or {@code http} to this machine; without a slash at its end
 */
public record ProviderAddress(URI base) {

    public ProviderAddress {
        String scheme = String.valueOf(base.getScheme()).toLowerCase(Locale.ROOT);
        String host = base.getHost();
        if (host == null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw new IllegalArgumentException(
                    "the provider's address is '" + base + "'; one such as https://id.example.com is allowed");
        }
        if (base.getRawUserInfo() != null || base.getRawQuery() != null || base.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "the provider's address has a user, a query or a fragment; scheme, host, port and path are allowed");
        }
        if (scheme.equals("http") && !IpAddress.isThisMachine(host)) {
            throw new IllegalArgumentException("the provider " + host + " would be spoken to without TLS; that is"
                    + " allowed only for a server on this machine (localhost, 127.0.0.1, ::1)");
        }
        String text = base.toString();
        base = text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : base;
    }

    /**
     * A resource's address.
     *
     * @param pathAndQuery begins with a slash, its parts encoded
     */
    public URI at(String pathAndQuery) {
        return URI.create(base + pathAndQuery);
    }

    /** A text as one segment of a path, or one value of a query; also {@code .} and {@code ..} stay one. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace(".", "%2E");
    }
}
