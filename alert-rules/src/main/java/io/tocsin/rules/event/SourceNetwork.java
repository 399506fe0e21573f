package io.tocsin.rules.event;

import org.jspecify.annotations.Nullable;

/**
 * The network that an address belongs to, as far as one user or attacker commonly has it to himself: the /24 of an IPv4
 * address, the /64 of an IPv6 one. Whoever holds an IPv6 address can take any other of its /64 at will.
 */
public final class SourceNetwork {
    private static final int GROUPS = 4;

    private SourceNetwork() {}

    /**
     * The network in CIDR notation, such as {@code 192.0.2.0/24} or {@code 2001:db8:0:1::/64}; an IPv4 address that is
     * mapped into IPv6 ({@code ::ffff:192.0.2.1}) is taken for what it is. {@code null} for what isn't an address.
     */
    static @Nullable String of(@Nullable String address) {
        IpAddress read = address == null ? null : IpAddress.parse(address);
        if (read == null) {
            return null;
        }
        return read.v4() ? ipv4((int) read.low() & 0xffffff00, 24) : ipv6(read.high(), 64);
    }

    /** A network of IPv4 in CIDR notation by the 32 bits of its first address; a single address is written as such. */
    public static String ipv4(int bits, int prefix) {
        String first = (bits >>> 24) + "." + (bits >>> 16 & 0xff) + "." + (bits >>> 8 & 0xff) + "." + (bits & 0xff);
        return prefix == 32 ? first : first + "/" + prefix;
    }

    /**
     * A network of IPv6 in CIDR notation by the first 64 bits of its first address, as RFC 5952 writes it: the zeros at the
     * end, which are the longest run there is, are left out.
     *
     * @param prefix at most 64
     */
    public static String ipv6(long bits, int prefix) {
        int used = GROUPS - Long.numberOfTrailingZeros(bits) / 16;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < used; i++) {
            text.append(i == 0 ? "" : ":").append(Long.toHexString(bits >>> 16 * (GROUPS - 1 - i) & 0xffff));
        }
        return text.append("::/").append(prefix).toString();
    }
}
