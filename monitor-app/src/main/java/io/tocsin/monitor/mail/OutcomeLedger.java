package io.tocsin.monitor.mail;

import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The ids of one partition that have an outcome; none of them is sent again. Bounded: above a limit the oldest are
 * forgotten, and a notification that old would be sent once more, under its old Message-ID.
 */
final class OutcomeLedger {

    private static final int MOST_IDS = 250_000;
    private static final int HEX_CHARS_OF_LONG = 16;

    /** The first 128 bits of a SHA-256: a quarter of the memory that the text takes. */
    private record Id(long high, long low) {}

    private final Set<Id> ids = new LinkedHashSet<>();
    private final int mostIds;

    OutcomeLedger() {
        this(MOST_IDS);
    }

    OutcomeLedger(int mostIds) {
        this.mostIds = mostIds;
    }

    /** @param id SHA-256 in lower-case hex */
    void add(String id) {
        ids.add(parse(id));
        if (ids.size() > mostIds) {
            Iterator<Id> oldest = ids.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** @param id SHA-256 in lower-case hex */
    boolean contains(String id) {
        return ids.contains(parse(id));
    }

    private static Id parse(String id) {
        return new Id(
                HexFormat.fromHexDigitsToLong(id, 0, HEX_CHARS_OF_LONG),
                HexFormat.fromHexDigitsToLong(id, HEX_CHARS_OF_LONG, 2 * HEX_CHARS_OF_LONG));
    }
}
