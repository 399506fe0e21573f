package io.tocsin.monitor.lookup;

import io.tocsin.monitor.config.LookupConfig;
import io.tocsin.rules.hash.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The gateways that follow the decisions: who they are by their keys, and up to where each has been told. */
final class Bouncers {
    /** Of so many it is known what they were told; whoever is forgotten is told everything again. */
    private static final int MOST_TOLD = 1_000;

    private static final int SHORTEST_KEY = 16;

    /**
     * Who follows.
     *
     * @param tenant whose blocks it is told of
     */
    record Bouncer(String name, String tenant) {}

    /** What one was told: up to where with the answer before the last one, and with the last one. */
    private record Told(BlockedSources.Position before, BlockedSources.Position last) {}

    private final Map<Bouncer, byte[]> keyHashes;
    private final Map<String, Told> told = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Told> eldest) {
            return size() > MOST_TOLD;
        }
    };

    private Bouncers(Map<Bouncer, byte[]> keyHashes) {
        this.keyHashes = Map.copyOf(keyHashes);
    }

    /**
     * Reads the keys.
     *
     * @param env the environment, where keys may be
     * @throws IOException if one isn't there or is too short; one sentence says which
     */
    static Bouncers of(Map<String, LookupConfig.Bouncer> configured, Map<String, String> env) throws IOException {
        Map<Bouncer, byte[]> keyHashes = new HashMap<>();
        for (Map.Entry<String, LookupConfig.Bouncer> each : configured.entrySet()) {
            String key = each.getValue().key().read(env);
            if (key.length() < SHORTEST_KEY) {
                throw new IOException("the key of the bouncer " + each.getKey() + " has " + key.length()
                        + " characters; " + SHORTEST_KEY + " are needed at least");
            }
            keyHashes.put(new Bouncer(each.getKey(), each.getValue().tenant()), hash(key));
        }
        return new Bouncers(keyHashes);
    }

    /** Whether there are keys at all. */
    boolean haveKeys() {
        return !keyHashes.isEmpty();
    }

    /** Whose key this is. All are compared, each in the same time, however much of it is right. */
    Optional<Bouncer> byKey(String key) {
        byte[] hash = hash(key);
        Bouncer found = null;
        for (Map.Entry<Bouncer, byte[]> each : keyHashes.entrySet()) {
            if (MessageDigest.isEqual(each.getValue(), hash)) {
                found = each.getKey();
            }
        }
        return Optional.ofNullable(found);
    }

    private static byte[] hash(String key) {
        return Sha256.of(key.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * From where on one is to be told. It is the end of the answer before the last one, not of the last: an answer that got
     * lost on its way then costs nothing, and to be told a thing twice does no harm.
     */
    synchronized BlockedSources.Position since(String who) {
        Told known = told.get(who);
        return known == null ? BlockedSources.Position.NONE : known.before();
    }

    /** Notes what one is told now. */
    synchronized void told(String who, boolean isEverything, BlockedSources.Position position) {
        @Nullable Told known = told.get(who);
        told.put(who, new Told(isEverything || known == null ? position : known.last(), position));
    }
}
