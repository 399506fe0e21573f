package io.tocsin.rules.match;

import io.tocsin.rules.event.IpAddress;
import java.util.Optional;

/**
 * A network in CIDR notation (RFC 4632, RFC 4291): the addresses whose first bits are the same.
 *
 * @param text as it is written, such as {@code 10.0.0.0/8} or {@code fe80::/10}
 * @param v4 whether it is one of IPv4
 * @param prefix how many bits are the same: up to 32, or up to 128
 * @param high the first 64 bits of its first address
 * @param low the last 64 bits of its first address
 */
public record IpNetwork(String text, boolean v4, int prefix, long high, long low) {
    private static final int V4_BITS = 32;
    private static final int V6_BITS = 128;
    /** How many bits stand before the address where an IPv4 one is written as IPv6. */
    private static final int MAPPED_PREFIX = V6_BITS - V4_BITS;

    /** What is wrong with a network, in one sentence. */
    public static final class InvalidNetworkException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidNetworkException(String message) {
            super(message);
        }
    }

    /**
     * Reads a network, or a single address as the network of itself.
     *
     * @throws InvalidNetworkException if it is neither, or if bits behind the prefix are set
     */
    public static IpNetwork parse(String text) throws InvalidNetworkException {
        int slash = text.indexOf('/');
        String written = slash < 0 ? text : text.substring(0, slash);
        IpAddress address = written.indexOf('%') >= 0 ? null : IpAddress.parse(written);
        if (address == null) {
            throw new InvalidNetworkException(
                    "`" + text + "` is no network; an address and a number of bits are expected,"
                            + " such as 10.0.0.0/8 or fe80::/10");
        }
        int longest = written.indexOf(':') < 0 ? V4_BITS : V6_BITS;
        int prefix = slash < 0 ? longest : prefix(text, slash + 1, longest);
        if (address.v4() && longest == V6_BITS) {
            prefix = unmapped(text, prefix);
        }
        return of(text, address, prefix);
    }

    private static int prefix(String text, int start, int longest) throws InvalidNetworkException {
        Optional<Integer> prefix = Optional.of(text.substring(start))
                .filter(digits -> digits.matches("0|[1-9][0-9]{0,2}"))
                .map(Integer::parseInt)
                .filter(bits -> bits <= longest);
        return prefix.orElseThrow(() -> new InvalidNetworkException(
                "`" + text + "` is no network; behind the slash a number from 0 to " + longest + " is expected"));
    }

    private static int unmapped(String text, int prefix) throws InvalidNetworkException {
        if (prefix < MAPPED_PREFIX) {
            throw new InvalidNetworkException("`" + text + "` holds IPv4 addresses and others; write two networks");
        }
        return prefix - MAPPED_PREFIX;
    }

    private static IpNetwork of(String text, IpAddress address, int prefix) throws InvalidNetworkException {
        if ((address.high() & ~maskHigh(address.v4(), prefix)) != 0
                || (address.low() & ~maskLow(address.v4(), prefix)) != 0) {
            throw new InvalidNetworkException("`" + text + "` has bits set behind its first " + prefix
                    + "; write the first address of the network");
        }
        return new IpNetwork(text, address.v4(), prefix, address.high(), address.low());
    }

    /** Whether every address of the other network belongs to this one. */
    public boolean contains(IpNetwork other) {
        return v4 == other.v4
                && prefix <= other.prefix
                && (other.high & maskHigh(v4, prefix)) == high
                && (other.low & maskLow(v4, prefix)) == low;
    }

    /** Which of an address's first 64 bits a prefix covers; an IPv4 address has none. */
    static long maskHigh(boolean v4, int prefix) {
        return v4 ? 0 : ones(Math.min(prefix, 64));
    }

    /** Which of an address's last 64 bits a prefix covers; an IPv4 address is the last 32. */
    static long maskLow(boolean v4, int prefix) {
        return v4 ? ones(V4_BITS + prefix) & 0xffffffffL : ones(Math.max(prefix - 64, 0));
    }

    /** The first so many of 64 bits. */
    private static long ones(int count) {
        return count == 0 ? 0 : -1L << (64 - count);
    }
}
