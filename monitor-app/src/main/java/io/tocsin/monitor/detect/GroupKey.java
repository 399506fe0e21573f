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

    static GroupKey of(byte[] bytes) throws MalformedRecordException {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        if (end == bytes.length) {
            throw new MalformedRecordException("a group's key has no end of its rule id");
        }
        return new GroupKey(
                new String(bytes, 0, end, StandardCharsets.UTF_8),
                MatchCodec.group(Arrays.copyOfRange(bytes, end + 1, bytes.length)));
    }
}
