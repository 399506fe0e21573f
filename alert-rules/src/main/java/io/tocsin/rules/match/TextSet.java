package io.tocsin.rules.match;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Texts of which a value may be one, found in one step however many there are. */
public final class TextSet {
    private final List<String> list;
    private final boolean cased;
    private final Set<String> texts;

    /**
     * These texts, each meant as it stands.
     *
     * @param cased whether case matters
     */
    public TextSet(List<String> texts, boolean cased) {
        this.list = List.copyOf(texts);
        this.cased = cased;
        this.texts = new HashSet<>();
        list.forEach(text -> this.texts.add(cased ? text : Folding.fold(text)));
    }

    /** The texts, as they were given. */
    public List<String> list() {
        return list;
    }

    /** Whether case matters. */
    public boolean cased() {
        return cased;
    }

    boolean holds(String value) {
        return texts.contains(cased ? value : Folding.fold(value));
    }
}
