package io.tocsin.monitor.config;

import io.tocsin.rules.containment.ContainmentPolicy;
import io.tocsin.rules.detect.TrustedProxies;
import io.tocsin.rules.match.IpNetwork;
import io.tocsin.rules.match.IpNetwork.InvalidNetworkException;
import io.tocsin.rules.yaml.MapReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the map {@code respond:}. */
final class RespondReader {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final long MOST_ACCOUNTS = 10_000_000_000L;

    /** Trusted proxies need their room beside them. */
    private static final int MOST_ALLOWED = ContainmentPolicy.MOST_ALLOWED - TrustedProxies.MOST;

    /** PCI DSS 8.3.4: a lock lasts at least so long, or until the identity is confirmed. */
    private static final Duration SHORTEST_OF_PCI = Duration.ofMinutes(30);

    /** Rules of others that a policy has to obey. */
    private enum Profile {
        PCI
    }

    private RespondReader() {}

    /** The policy; the default where lengths contradict each other, which the reader has noted then. */
    static ContainmentPolicy read(MapReader reader) {
        ContainmentPolicy defaults = TocsinConfig.DEFAULT_POLICY;
        ContainmentPolicy.Mode mode = reader.oneOf(
                        "mode", List.of(ContainmentPolicy.Mode.values()), RespondReader::label)
                .orElse(defaults.mode());
        Optional<Duration> decay = reader.duration("lock_decay", SHORTEST, LONGEST);
        Set<String> breakGlass = Set.copyOf(reader.strings("break_glass"));
        Optional<Long> accounts = reader.integer("accounts", 0, MOST_ACCOUNTS);
        Optional<Duration> block = reader.duration("block_duration", SHORTEST, LONGEST);
        List<IpNetwork> allowed = allowed(reader);
        Set<String> rootLike = reader.has("root_like") ? Set.copyOf(reader.strings("root_like")) : defaults.rootLike();
        Optional<Profile> profile = reader.oneOf("profile", List.of(Profile.values()), RespondReader::label);
        Optional<Duration> longest = reader.duration("max_lock_duration", SHORTEST, LONGEST);
        Duration first = reader.duration("lock_duration", SHORTEST, LONGEST)
                .orElse(Duration.ofMillis(Math.min(
                        defaults.baseLockMs(), longest.map(Duration::toMillis).orElse(defaults.maxLockMs()))));
        if (profile.isPresent() && first.compareTo(SHORTEST_OF_PCI) < 0) {
            reader.problem(
                    reader.has("lock_duration") ? "lock_duration" : "max_lock_duration",
                    "makes the first lock " + Durations.format(first) + "; `respond.profile: pci` asks for "
                            + Durations.format(SHORTEST_OF_PCI) + " at least (PCI DSS 8.3.4)");
        }
        // Who asks for a first lock of two days means that no lock is shorter, not that the file is wrong.
        long longestMs = longest.map(Duration::toMillis).orElse(Math.max(defaults.maxLockMs(), first.toMillis()));
        if (longestMs < first.toMillis()) {
            reader.problem(
                    "max_lock_duration",
                    "is " + Durations.format(Duration.ofMillis(longestMs)) + ", below `respond.lock_duration`, "
                            + Durations.format(first));
            return defaults;
        }
        return new ContainmentPolicy(
                mode,
                first.toMillis(),
                longestMs,
                decay.map(Duration::toMillis).orElse(defaults.decayMs()),
                breakGlass,
                accounts.orElse(defaults.statedAccounts()),
                block.map(Duration::toMillis).orElse(defaults.blockMs()),
                allowed,
                rootLike);
    }

    /** What can't be allowed is noted, and no more than can be are taken. */
    private static List<IpNetwork> allowed(MapReader reader) {
        List<IpNetwork> networks = new ArrayList<>();
        for (String text : reader.strings("allow")) {
            try {
                IpNetwork network = IpNetwork.parse(text);
                if (ContainmentPolicy.isTooFine(network)) {
                    reader.problem(
                            "allow",
                            "names " + text + "; of IPv6 a /64 is the smallest network that can be allowed, as sources"
                                    + " are told apart no finer");
                } else {
                    networks.add(network);
                }
            } catch (InvalidNetworkException e) {
                reader.problem("allow", "holds what can't be allowed: " + e.getMessage());
            }
        }
        if (networks.size() > MOST_ALLOWED) {
            reader.problem("allow", "names " + networks.size() + " networks; at most " + MOST_ALLOWED + " are allowed");
            return List.of();
        }
        return networks;
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
