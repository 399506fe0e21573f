package io.tocsin.rules.detect;

import io.tocsin.rules.event.IpAddress;
import io.tocsin.rules.event.SourceNetwork;
import io.tocsin.rules.match.IpNetwork;
import io.tocsin.rules.match.IpNetworks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proxies whose word is taken for whom they forward: an event that comes from one of them comes from the last address of
 * its chain that is none of them. What stands before that, anybody could have written.
 *
 * @param networks where they are; at most {@link #MOST}
 */
public record TrustedProxies(IpNetworks networks) {

    /** Nobody's word is taken. */
    public static final TrustedProxies NONE = new TrustedProxies(new IpNetworks(List.of()));

    /** How many networks can be trusted. */
    public static final int MOST = 100;

    private static final int LONGEST_V6_PREFIX = 64;

    public TrustedProxies {
        if (networks.list().size() > MOST) {
            throw new IllegalArgumentException(
                    networks.list().size() + " networks of proxies are trusted; at most " + MOST + " can be");
        }
    }

    /**
     * Where an event comes from.
     *
     * @param address who sent it
     * @param chain the addresses for whom it was forwarded, parted by commas, the nearest last; ports may follow
     * @return the address, as it stands where none of the proxies sent it; {@code null} where one did and the chain doesn't tell
     *     for whom: a proxy is nobody's source
     */
    @Nullable
    String source(@Nullable String address, @Nullable String chain) {
        if (address == null || !networks.hold(address)) {
            return address;
        }
        int end = chain == null ? -1 : chain.length();
        while (chain != null && end >= 0) {
            int comma = chain.lastIndexOf(',', end - 1);
            String hop = withoutPort(chain.substring(comma + 1, end).strip());
            IpAddress read = IpAddress.isPlain(hop) ? IpAddress.parse(hop) : null;
            if (read == null) {
                return null;
            }
            if (!networks.hold(read)) {
                return hop;
            }
            end = comma;
        }
        return null;
    }

    /** An address of {@code 192.0.2.1:4711}, {@code [2001:db8::1]:4711} or {@code [2001:db8::1]}; any other text as it is. */
    private static String withoutPort(String hop) {
        int bracket = hop.indexOf(']');
        if (hop.startsWith("[") && bracket > 0) {
            return isPort(hop.substring(bracket + 1)) ? hop.substring(1, bracket) : hop;
        }
        int colon = hop.indexOf(':');
        boolean isOnly = colon > 0 && colon == hop.lastIndexOf(':');
        return isOnly && isPort(hop.substring(colon)) ? hop.substring(0, colon) : hop;
    }

    private static boolean isPort(String text) {
        return text.isEmpty() || text.matches(":[0-9]{1,5}");
    }

    /** The networks as they can be allowed: of IPv6 a /64 is the finest. */
    public List<IpNetwork> allowed() {
        return networks.list().stream()
                .map(each -> each.v4() || each.prefix() <= LONGEST_V6_PREFIX
                        ? each
                        : new IpNetwork(
                                SourceNetwork.ipv6(each.high(), LONGEST_V6_PREFIX),
                                false,
                                LONGEST_V6_PREFIX,
                                each.high(),
                                0))
                .toList();
    }
}
