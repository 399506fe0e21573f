package io.tocsin.monitor.mail;

import io.tocsin.rules.routing.NotificationOutcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A notification that was read and whose outcome isn't acknowledged yet. */
final class Pending {

    final String id;
    final int partition;
    /** The record's key, which becomes the outcome's. */
    final byte @Nullable [] key;
    /** Of every record that holds this notification; more than one if it was written or read twice. */
    final List<Long> offsets = new ArrayList<>();

    @Nullable
    NotificationOutcome outcome;

    Pending(String id, int partition, byte @Nullable [] key) {
        this.id = id;
        this.partition = partition;
        this.key = key;
    }
}
