package io.tocsin.rules.event;

import org.jspecify.annotations.Nullable;

/**
 * An IP address of either version, as 128 bits, for whoever reads one: rules' networks and what is made of a source. An IPv4 address that is mapped into IPv6 ({@code ::ffff:192.0.2.1}) is that
 * IPv4 address: a server that listens for both writes it so.
 *
 * @param v4 whether it is of version 4; its 32 bits are then the lowest of {@code low}
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record IpAddress(boolean v4, long high, long low) {
    private static final int MOST_CHARS = 64;
    private static final int GROUPS = 8;
    private static final long MAPPED = 0xffffL << 32;
    private static final long V4_BITS = 0xffffffffL;

    /** The address that a text holds and nothing else; {@code null} for any other. A zone, {@code %eth0}, isn't compared. */
    public static @Nullable IpAddress parse(String text) {
        if (text.length() > MOST_CHARS) {
            return null;
        }
        if (text.indexOf(':') < 0) {
            long bits = v4Bits(text);
            return bits < 0 ? null : new IpAddress(true, 0, bits);
        }
        int zone = text.indexOf('%');
        return v6(zone > 0 ? text.substring(0, zone) : text);
    }

    /** Whether a text is an address without a zone, which others can read, too. */
    public static boolean isPlain(String text) {
        return text.indexOf('%') < 0 && parse(text) != null;
    }

    /**
     * Whether a host can only mean this machine: {@code localhost}, or an address that leads nowhere else (RFC 1122, 3.2.1.3;
     * RFC 4291, 2.5.3). No name server is asked: what it says can change.
     *
     * @param host a name or an address, in brackets or not
     */
    public static boolean isThisMachine(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        boolean isBracketed = host.startsWith("[") && host.endsWith("]");
        IpAddress address = parse(isBracketed ? host.substring(1, host.length() - 1) : host);
        return address != null && (address.v4 ? address.low >>> 24 == 127 : address.high == 0 && address.low == 1);
    }

    /** Bits of {@code a.b.c.d}; -1 for anything else, a number with zeros in front included: some read it as octal. */
    private static long v4Bits(String text) {
        long bits = 0;
        int parts = 0;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i < text.length() && text.charAt(i) != '.') {
                continue;
            }
            int part = number(text, start, i, 10, 3);
            if (part < 0 || part > 255 || (i - start > 1 && text.charAt(start) == '0') || ++parts > 4) {
                return -1;
            }
            bits = bits << 8 | part;
            start = i + 1;
        }
        return parts == 4 ? bits : -1;
    }

    private static @Nullable IpAddress v6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return null;
        }
        int[] groups = new int[GROUPS];
        int before = fill(groups, gap < 0 ? text : text.substring(0, gap), gap < 0);
        if (gap < 0) {
            return before == GROUPS ? of(groups) : null;
        }
        int[] tail = new int[GROUPS];
        int after = fill(tail, text.substring(gap + 2), true);
        if (before < 0 || after < 0 || before + after >= GROUPS) {
            return null;
        }
        System.arraycopy(tail, 0, groups, GROUPS - after, after);
        return of(groups);
    }

    /** Reads groups that are parted by colons; the last two may be an IPv4 address where they end the text. -1: none. */
    private static int fill(int[] groups, String text, boolean last) {
        if (text.isEmpty()) {
            return 0;
        }
        int count = 0;
        int start = 0;
        while (start <= text.length()) {
            int colon = text.indexOf(':', start);
            int end = colon < 0 ? text.length() : colon;
            if (last && colon < 0 && text.indexOf('.', start) >= 0) {
                long bits = v4Bits(text.substring(start));
                if (bits < 0 || count > GROUPS - 2) {
                    return -1;
                }
                groups[count] = (int) (bits >>> 16);
                groups[count + 1] = (int) (bits & 0xffff);
                return count + 2;
            }
            int group = number(text, start, end, 16, 4);
            if (group < 0 || count == GROUPS) {
                return -1;
            }
            groups[count++] = group;
            start = end + 1;
        }
        return count;
    }

    private static IpAddress of(int[] groups) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < GROUPS / 2; i++) {
            high = high << 16 | groups[i];
            low = low << 16 | groups[i + GROUPS / 2];
        }
        boolean mapped = high == 0 && (low & ~V4_BITS) == MAPPED;
        return mapped ? new IpAddress(true, 0, low & V4_BITS) : new IpAddress(false, high, low);
    }

    /** A number of at most so many digits; -1 for anything else. */
    private static int number(String text, int start, int end, int radix, int mostDigits) {
        if (end <= start || end - start > mostDigits) {
            return -1;
        }
        int number = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            number = number * radix + digit;
        }
        return number;
    }
}
