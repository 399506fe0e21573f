package io.tocsin.rules.match;

import java.util.ArrayList;
import java.util.List;

/** What a value of a field must hold to match a {@link TextPattern}: each run of characters between two wildcards. */
final class PatternNeed {
    private PatternNeed() {}

    /**
     * The need of a pattern.
     *
     * @param parts its code points; what is negative is a wildcard
     */
    static Need of(String field, int[] parts) {
        if (parts.length == 0) {
            return Need.literal(field, Need.Place.WHOLE, "");
        }
        List<Need> runs = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= parts.length; i++) {
            if (i == parts.length || parts[i] < 0) {
                if (i > start) {
                    Need.Place place = place(start == 0, i == parts.length);
                    runs.add(Need.literal(field, place, new String(parts, start, i - start)));
                }
                start = i + 1;
            }
        }
        return runs.isEmpty() ? Need.present(field) : Need.all(runs);
    }

    private static Need.Place place(boolean atStart, boolean atEnd) {
        if (atStart) {
            return atEnd ? Need.Place.WHOLE : Need.Place.START;
        }
        return atEnd ? Need.Place.END : Need.Place.ANYWHERE;
    }
}
