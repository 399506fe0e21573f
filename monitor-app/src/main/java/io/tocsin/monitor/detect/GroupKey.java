package io.tocsin.monitor.detect;

import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.MatchCodec;
import io.tocsin.rules.detect.Group;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The key under which the state of a rule and a group is stored: the rule's id, a zero byte, and the group's key.
 *
 * @param ruleId the rule
 * @param group the group
 */
record GroupKey(String ruleId, Group group) {

    byte[] bytes() {
        return DetectStore.key(prefix(ruleId), MatchCodec.key(group));
    }

    /** What the keys of all groups of a rule begin with. */
    static byte[] prefix(String ruleId) {
        return DetectStore.key(ruleId.getBytes(StandardCharsets.UTF_8), new byte[1]);
    }

    /** Reads a stored key: one that can't be read means what a damaged value does, see {@link DetectStore}. */
    static GroupKey of(byte[] stored) {
        int end = 0;
        while (end < stored.length && stored[end] != 0) {
            end++;
        }
        if (end == stored.length) {
            throw new IllegalStateException("a stored group's key has no end of its rule id");
        }
        try {
            return new GroupKey(
                    new String(stored, 0, end, StandardCharsets.UTF_8),
                    MatchCodec.group(Arrays.copyOfRange(stored, end + 1, stored.length)));
        } catch (MalformedRecordException e) {
            throw new IllegalStateException("a stored group's key can't be read: " + e.getMessage(), e);
        }
    }
}
