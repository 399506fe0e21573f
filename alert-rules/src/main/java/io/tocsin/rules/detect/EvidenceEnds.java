package io.tocsin.rules.detect;

import io.tocsin.rules.alert.Alert;
import io.tocsin.rules.alert.Evidence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The evidence of the oldest and of the newest events of an episode: the same, whatever order they are added in. The oldest
 * that are given are copied when they change first: of an episode that goes on they don't, once they are enough.
 */
final class EvidenceEnds {

    private List<Evidence> oldest;
    private boolean ownsOldest;
    private final List<Evidence> newest;

    EvidenceEnds(List<Evidence> oldest, List<Evidence> newest) {
        this.oldest = oldest;
        this.newest = copy(newest);
    }

    void add(Evidence evidence) {
        Evidence forNewest = evidence;
        if (oldest.size() < Alert.EVIDENCE_LIMIT) {
            insert(ownOldest(), evidence);
            return;
        }
        if (evidence.compareTo(oldest.get(oldest.size() - 1)) < 0) {
            forNewest = ownOldest().remove(oldest.size() - 1);
            insert(oldest, evidence);
        }
        insert(newest, forNewest);
        if (newest.size() > Alert.EVIDENCE_LIMIT) {
            newest.remove(0);
        }
    }

    private List<Evidence> ownOldest() {
        oldest = ownsOldest ? oldest : copy(oldest);
        ownsOldest = true;
        return oldest;
    }

    /** With room for one more. */
    private static List<Evidence> copy(List<Evidence> list) {
        List<Evidence> copy = new ArrayList<>(list.size() + 1);
        copy.addAll(list);
        return copy;
    }

    List<Evidence> oldest() {
        return oldest;
    }

    List<Evidence> newest() {
        return newest;
    }

    private static void insert(List<Evidence> sorted, Evidence evidence) {
        int last = sorted.size() - 1;
        if (last < 0 || sorted.get(last).compareTo(evidence) <= 0) {
            sorted.add(evidence);
            return;
        }
        int found = Collections.binarySearch(sorted, evidence);
        sorted.add(found < 0 ? -found - 1 : found, evidence);
    }
}
