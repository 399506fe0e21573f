package io.tocsin.rules.event;

import org.jspecify.annotations.Nullable;

/**
 * The network that an address belongs to, as far as one user or attacker commonly has it to himself: the /24 of an IPv4
 * address, the /64 of an IPv6 one. Whoever holds an IPv6 address can take any other of its /64 at will.
 */
final class SourceNetwork {
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_GROUPS = 8;
    private static final int NETWORK_GROUPS = 4;
    private static final int MAPPED_GROUP = 5;

    private SourceNetwork() {}

    /**
     * The network in CIDR notation, such as {@code 192.0.2.0/24} or {@code 2001:db8:0:1::/64}; an IPv4 address that is
     * mapped into IPv6 ({@code ::ffff:192.0.2.1}) is taken for what it is. {@code null} for what isn't an address.
     */
    static @Nullable String of(@Nullable String address) {
        if (address == null) {
            return null;
        }
        if (address.indexOf(':') < 0) {
            int @Nullable [] bytes = ipv4(address);
            return bytes == null ? null : ofIpv4(bytes[0], bytes[1], bytes[2]);
        }
        int zone = address.indexOf('%');
        int @Nullable [] groups = ipv6(zone < 0 ? address : address.substring(0, zone));
        if (groups == null) {
            return null;
        }
        return isMapped(groups) ? ofIpv4(groups[6] >> 8, groups[6] & 0xFF, groups[7] >> 8) : ofIpv6(groups);
    }

    private static String ofIpv4(int first, int second, int third) {
        return first + "." + second + "." + third + ".0/24";
    }

    private static boolean isMapped(int[] groups) {
        for (int i = 0; i < MAPPED_GROUP; i++) {
            if (groups[i] != 0) {
                return false;
            }
        }
        return groups[MAPPED_GROUP] == 0xFFFF;
    }

    /** As RFC 5952 writes it: the zeros at the end, which are the longest run there is, are left out. */
    private static String ofIpv6(int[] groups) {
        int used = NETWORK_GROUPS;
        while (used > 0 && groups[used - 1] == 0) {
            used--;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < used; i++) {
            text.append(i == 0 ? "" : ":").append(Integer.toHexString(groups[i]));
        }
        return text.append("::/64").toString();
    }

    private static int @Nullable [] ipv4(String text) {
        int[] bytes = new int[IPV4_BYTES];
        int at = 0;
        for (int i = 0; i < IPV4_BYTES; i++) {
            int end = i == IPV4_BYTES - 1 ? text.length() : text.indexOf('.', at);
            int value = end < 0 ? -1 : number(text, at, end, 10, 3);
            if (value < 0 || value > 255) {
                return null;
            }
            bytes[i] = value;
            at = end + 1;
        }
        return bytes;
    }

    /** Eight groups, of which one run of zeros may be left out, and the last two may be written as an IPv4 address. */
    private static int @Nullable [] ipv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            int[] groups = new int[IPV6_GROUPS];
            return groups(text, groups, true) == IPV6_GROUPS ? groups : null;
        }
        int[] head = new int[IPV6_GROUPS];
        int[] tail = new int[IPV6_GROUPS];
        int before = groups(text.substring(0, gap), head, false);
        int after = groups(text.substring(gap + 2), tail, true);
        if (before < 0 || after < 0 || before + after >= IPV6_GROUPS) {
            return null;
        }
        System.arraycopy(tail, 0, head, IPV6_GROUPS - after, after);
        return head;
    }

    /** Reads groups between colons; how many there are, or -1 for what are none or too many. */
    private static int groups(String text, int[] into, boolean endsAddress) {
        int count = 0;
        int at = 0;
        while (at < text.length()) {
            int colon = text.indexOf(':', at);
            int end = colon < 0 ? text.length() : colon;
            if (endsAddress && colon < 0 && text.indexOf('.', at) >= 0) {
                int @Nullable [] bytes = ipv4(text.substring(at));
                if (bytes == null || count + 2 > into.length) {
                    return -1;
                }
                into[count++] = bytes[0] << 8 | bytes[1];
                into[count++] = bytes[2] << 8 | bytes[3];
                return count;
            }
            int group = number(text, at, end, 16, 4);
            if (group < 0 || count == into.length || colon == text.length() - 1) {
                return -1;
            }
            into[count++] = group;
            at = end + 1;
        }
        return count;
    }

    /** The number between two places, or -1 for what is none or has too many digits. */
    private static int number(String text, int from, int to, int radix, int maxDigits) {
        if (to <= from || to - from > maxDigits) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }
}
