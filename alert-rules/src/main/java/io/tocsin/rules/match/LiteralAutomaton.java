package io.tocsin.rules.match;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds in one pass over a text which of many literals it holds, by the method of Aho and Corasick ("Efficient string
 * matching", 1975): a state for each beginning of a literal, that is, for the longest one with which the text read so far
 * ends.
 *
 * <p>Why our own: the libraries at hand keep a map for each state, return an object for each place found, or fold case by
 * the {@code char}. Here all transitions stand in one hash table of arrays, some 44 bytes for each character of a literal
 * that isn't shared with another, and looking allocates nothing. The work is at most two steps for each code point, and
 * one more for each literal that ends there.
 */
final class LiteralAutomaton {
    private static final int ROOT = 0;
    private static final int NONE = -1;

    private final Symbols symbols;
    private final Transitions transitions;

    /** By which symbols a state leads on, as bits of their numbers modulo 64: most look-ups would be in vain. */
    private final long[] leadsBy;

    /** Where the root leads to by each symbol: that is where most texts are most of the time. */
    private final int[] fromRoot;

    /** Where to go on from a state that has no transition: its longest end that is a beginning, too. */
    private final int[] fallback;

    /** The id of the literal that a state is the whole of, or {@link #NONE}. */
    private final int[] literal;

    /** The nearest state on the way of fallbacks, itself included, that is a whole literal; {@link #ROOT} for none. */
    private final int[] found;

    /**
     * An automaton over literals.
     *
     * @param literals the code points of each, none of them empty and no two the same; the id of one is its place here plus
     *     {@code firstId}
     */
    LiteralAutomaton(List<int[]> literals, int firstId) {
        int states = 1 + literals.stream().mapToInt(each -> each.length).sum();
        Building trie = new Building(states);
        symbols = new Symbols(literals);
        for (int i = 0; i < literals.size(); i++) {
            trie.add(literals.get(i), symbols, firstId + i);
        }
        transitions = trie.transitions;
        leadsBy = trie.leadsBy();
        fromRoot = IntStream.rangeClosed(0, symbols.last())
                .map(symbol -> transitions.get(ROOT, symbol))
                .toArray();
        literal = Arrays.copyOf(trie.literal, trie.states);
        fallback = new int[trie.states];
        found = new int[trie.states];
        for (int state : trie.byDepth()) {
            int parent = trie.parent[state];
            fallback[state] = parent == ROOT ? ROOT : next(fallback[parent], trie.symbol[state]);
            found[state] = literal[state] == NONE ? found[fallback[state]] : state;
        }
    }

    boolean isEmpty() {
        return literal.length == 1;
    }

    /** Sets the bits of all literals that a text holds. */
    void find(FoldedText text, BitSet ids) {
        if (isEmpty()) {
            return;
        }
        int state = ROOT;
        int told = ROOT;
        int size = text.size();
        for (int i = 0; i < size; i++) {
            int symbol = symbols.of(text.at(i));
            state = symbol == Symbols.OTHER ? ROOT : next(state, symbol);
            // A short literal may be found again and again.
            int first = found[state];
            if (first != ROOT && first != told) {
                for (int at = first; at != ROOT; at = found[fallback[at]]) {
                    ids.set(literal[at]);
                }
                told = first;
            }
        }
    }

    private int next(int state, int symbol) {
        for (int from = state; from != ROOT; from = fallback[from]) {
            int to = (leadsBy[from] >>> symbol & 1) == 0 ? ROOT : transitions.get(from, symbol);
            if (to != ROOT) {
                return to;
            }
        }
        return fromRoot[symbol];
    }

    /** What is known of the states while they are made. */
    private static final class Building {
        private final int[] parent;
        private final int[] symbol;
        private final int[] depth;
        private final int[] literal;
        private final Transitions transitions;
        private int states = 1;

        Building(int most) {
            parent = new int[most];
            symbol = new int[most];
            depth = new int[most];
            literal = new int[most];
            Arrays.fill(literal, NONE);
            transitions = new Transitions(most);
        }

        void add(int[] text, Symbols symbols, int id) {
            int state = ROOT;
            for (int c : text) {
                int to = transitions.get(state, symbols.of(c));
                if (to == ROOT) {
                    to = states++;
                    parent[to] = state;
                    symbol[to] = symbols.of(c);
                    depth[to] = depth[state] + 1;
                    transitions.put(state, symbol[to], to);
                }
                state = to;
            }
            literal[state] = id;
        }

        long[] leadsBy() {
            long[] bits = new long[states];
            for (int state = 1; state < states; state++) {
                bits[parent[state]] |= 1L << symbol[state];
            }
            return bits;
        }

        /** All states but the root, the ones nearest to it first: fallbacks lead to states that are nearer. */
        int[] byDepth() {
            int[] starts = new int[Arrays.stream(depth).max().orElse(0) + 2];
            for (int state = 1; state < states; state++) {
                starts[depth[state] + 1]++;
            }
            Arrays.parallelPrefix(starts, Integer::sum);
            int[] sorted = new int[states - 1];
            for (int state = 1; state < states; state++) {
                sorted[starts[depth[state]]++] = state;
            }
            return sorted;
        }
    }

    /** Where a state leads to by a symbol: a hash table with open addressing, at most half full. */
    private static final class Transitions {
        /** State and symbol; 0 for an empty place, as no symbol is 0. */
        private final long[] keys;

        private final int[] targets;
        private final int shift;

        Transitions(int most) {
            int bits = Math.max(4, 33 - Integer.numberOfLeadingZeros(most));
            keys = new long[1 << bits];
            targets = new int[1 << bits];
            shift = Long.SIZE - bits;
        }

        void put(int state, int symbol, int target) {
            int place = place(key(state, symbol));
            keys[place] = key(state, symbol);
            targets[place] = target;
        }

        /** The next state, or {@link #ROOT} where none follows. */
        int get(int state, int symbol) {
            return targets[place(key(state, symbol))];
        }

        /** The place of a key, or the empty one where it would stand. */
        private int place(long key) {
            int place = (int) (key * 0x9E3779B97F4A7C15L >>> shift);
            while (keys[place] != key && keys[place] != 0) {
                place = place + 1 & keys.length - 1;
            }
            return place;
        }

        private static long key(int state, int symbol) {
            return (long) state << 32 | symbol;
        }
    }

    /** Numbers the code points that occur in literals, from 1. */
    private static final class Symbols {
        /** What occurs in no literal. */
        static final int OTHER = 0;

        private static final int ASCII = 128;

        private final int[] ofAscii = new int[ASCII];

        /** The others, in order. */
        private final int[] beyond;

        private final int firstBeyond;

        /** Of {@link FoldedText#START} and {@link FoldedText#END}, which each text has. */
        private final int ofStart;

        private final int ofEnd;

        Symbols(List<int[]> literals) {
            int[] all = literals.stream()
                    .flatMapToInt(Arrays::stream)
                    .sorted()
                    .distinct()
                    .toArray();
            int ascii = 0;
            while (ascii < all.length && all[ascii] < ASCII) {
                ofAscii[all[ascii]] = ++ascii;
            }
            beyond = Arrays.copyOfRange(all, ascii, all.length);
            firstBeyond = ascii + 1;
            ofStart = ofBeyond(FoldedText.START);
            ofEnd = ofBeyond(FoldedText.END);
        }

        /** The highest number. */
        int last() {
            return firstBeyond - 1 + beyond.length;
        }

        int of(int c) {
            if (c < ASCII) {
                return ofAscii[c];
            }
            return c == FoldedText.START ? ofStart : c == FoldedText.END ? ofEnd : ofBeyond(c);
        }

        private int ofBeyond(int c) {
            int place = Arrays.binarySearch(beyond, c);
            return place < 0 ? OTHER : firstBeyond + place;
        }
    }
}
