package io.tocsin.monitor.detect;

import io.tocsin.rules.detect.Group;
import io.tocsin.rules.detect.GroupState;

/**
 * Tells without a look at the store that a group isn't there, or holds too little: how many matches the groups hold, summed
 * by a hash of their names. Most sign-ins of most users come to this. Memory is fixed; where there are more groups than
 * places, the store is asked more often.
 */
final class KnownGroups {

    /** A group with more matches counts as one of so many: small groups are what is to be told apart. */
    static final int MOST = 16;

    private static final int PLACES = 1 << 18;

    private final int[] matches = new int[PLACES];

    void change(String ruleId, Group group, GroupState before, GroupState after) {
        matches[place(ruleId, group)] += weight(after) - weight(before);
    }

    /** Whether the group may hold so many matches; {@code false} is certain. */
    boolean mayHold(String ruleId, Group group, long wanted) {
        return matches[place(ruleId, group)] >= Math.min(wanted, MOST);
    }

    private static int weight(GroupState state) {
        return Math.min(state.entries().size(), MOST);
    }

    private static int place(String ruleId, Group group) {
        int hash = 31 * ruleId.hashCode() + group.hashCode();
        return (hash ^ hash >>> 16) & PLACES - 1;
    }
}
