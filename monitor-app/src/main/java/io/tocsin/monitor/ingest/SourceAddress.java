package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.EventCodec;
import org.jspecify.annotations.Nullable;

/** Tells an address from the name that some logs have in its place. */
final class SourceAddress {
    private SourceAddress() {}

    /** The text, if it has the form of an IPv4 or IPv6 address; else {@code null}. */
    static @Nullable String orNull(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > EventCodec.MAX_ADDRESS_CHARS) {
            return null;
        }
        return isIpv4(text) || isIpv6(text) ? text : null;
    }

    private static boolean isIpv4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            boolean number =
                    !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!number || Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    /** Hexadecimal digits and at least two colons; a zone may follow. */
    private static boolean isIpv6(String text) {
        int zone = text.indexOf('%');
        String address = zone < 0 ? text : text.substring(0, zone);
        boolean known = address.chars().allMatch(c -> c == ':' || c == '.' || Character.digit(c, 16) >= 0);
        return known && address.indexOf(':') >= 0 && address.indexOf(':') != address.lastIndexOf(':');
    }
}
