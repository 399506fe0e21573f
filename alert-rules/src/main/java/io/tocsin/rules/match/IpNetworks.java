package io.tocsin.rules.match;

import io.tocsin.rules.event.IpAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Networks that are looked up together: as many steps as there are lengths of prefixes, however many networks there are.
 */
public final class IpNetworks {
    private record First(boolean v4, int prefix, long high, long low) {}

    private final List<IpNetwork> list;
    private final Set<First> networks = new HashSet<>();
    private final int[] v4Prefixes;
    private final int[] v6Prefixes;

    /** These networks; none of them: no address is one of theirs. */
    public IpNetworks(List<IpNetwork> networks) {
        list = List.copyOf(networks);
        TreeSet<Integer> v4 = new TreeSet<>();
        TreeSet<Integer> v6 = new TreeSet<>();
        for (IpNetwork network : networks) {
            this.networks.add(new First(network.v4(), network.prefix(), network.high(), network.low()));
            (network.v4() ? v4 : v6).add(network.prefix());
        }
        v4Prefixes = v4.stream().mapToInt(Integer::intValue).toArray();
        v6Prefixes = v6.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The networks, as they were given. */
    public List<IpNetwork> list() {
        return list;
    }

    /** Whether a value is the address of one of them; a text that is no address is none. */
    public boolean hold(String value) {
        IpAddress address = IpAddress.parse(value);
        return address != null && hold(address);
    }

    /** Whether one of them holds the address. */
    public boolean hold(IpAddress address) {
        for (int prefix : address.v4() ? v4Prefixes : v6Prefixes) {
            First first = new First(
                    address.v4(),
                    prefix,
                    address.high() & IpNetwork.maskHigh(address.v4(), prefix),
                    address.low() & IpNetwork.maskLow(address.v4(), prefix));
            if (networks.contains(first)) {
                return true;
            }
        }
        return false;
    }
}
