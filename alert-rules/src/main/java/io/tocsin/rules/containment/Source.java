package io.tocsin.rules.containment;

import io.tocsin.rules.event.SourceNetwork;
import io.tocsin.rules.match.IpNetwork;
import io.tocsin.rules.match.IpNetwork.InvalidNetworkException;
import java.util.Collection;

/**
 * Where attempts come from, as it is counted and blocked: one IPv4 address, the /64 of an IPv6 one, whose holder can take
 * any other address of it at will, or a network that an operator names.
 *
 * @param network its addresses
 */
public record Source(IpNetwork network) {

    /** The shortest prefix of an IPv4 network that is one source: a slip must not block a continent. */
    public static final int SHORTEST_V4_PREFIX = 16;

    /** The shortest prefix of an IPv6 network that is one source. */
    public static final int SHORTEST_V6_PREFIX = 32;

    private static final int LONGEST_V6_PREFIX = 64;
    private static final int V4_NETWORK_PREFIX = 24;

    public Source {
        int shortest = network.v4() ? SHORTEST_V4_PREFIX : SHORTEST_V6_PREFIX;
        if (network.prefix() < shortest) {
            throw new IllegalArgumentException("`" + network.text() + "` has a prefix of " + network.prefix()
                    + " bits; a source has at least " + SHORTEST_V4_PREFIX + " of IPv4 or " + SHORTEST_V6_PREFIX
                    + " of IPv6");
        }
        network = canonical(network);
    }

    /**
     * The source that a text names: an address, or a network in CIDR notation.
     *
     * @throws IllegalArgumentException if it names none, or too large a network
     */
    public static Source parse(String text) {
        try {
            return new Source(IpNetwork.parse(text));
        } catch (InvalidNetworkException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** The one way to write it, such as {@code 192.0.2.1} or {@code 2001:db8:0:1::/64}. */
    public String text() {
        return network.text();
    }

    /** Whether all of its addresses belong to one of these networks. */
    public boolean isWithin(Collection<IpNetwork> networks) {
        return networks.stream().anyMatch(each -> each.contains(network));
    }

    /** Whether any of its addresses belongs to one of these networks. */
    public boolean touches(Collection<IpNetwork> networks) {
        return networks.stream().anyMatch(each -> each.contains(network) || network.contains(each));
    }

    /**
     * The network whose locks are counted together, as the number that its first bits are: the /24 of an IPv4 address, the
     * /64 of an IPv6 one. A larger network counts by its first.
     */
    long countedNetwork() {
        return network.v4() ? network.low() >>> (32 - V4_NETWORK_PREFIX) : network.high();
    }

    private static IpNetwork canonical(IpNetwork network) {
        if (network.v4()) {
            String text = SourceNetwork.ipv4((int) network.low(), network.prefix());
            return new IpNetwork(text, true, network.prefix(), 0, network.low());
        }
        int prefix = Math.min(network.prefix(), LONGEST_V6_PREFIX);
        return new IpNetwork(SourceNetwork.ipv6(network.high(), prefix), false, prefix, network.high(), 0);
    }

    @Override
    public String toString() {
        return text();
    }
}
