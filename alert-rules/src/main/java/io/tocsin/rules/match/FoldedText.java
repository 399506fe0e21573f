package io.tocsin.rules.match;

import java.util.Arrays;

/**
 * A value of an event as text, its code points {@link Folding folded}, between a mark of its start and one of its end. It is
 * used for one value after the other, so that looking at an event allocates nothing once it has grown to the longest text;
 * the text of a decimal fraction excepted.
 */
final class FoldedText {
    /** Stands before the first code point; beyond Unicode. */
    static final int START = Character.MAX_CODE_POINT + 1;

    /** Stands behind the last code point. */
    static final int END = Character.MAX_CODE_POINT + 2;

    private static final int MOST_DIGITS = 20;

    private int[] symbols = new int[256];
    private int size;

    /** From now on, the text of a value: a number or boolean as it is written in JSON. */
    void set(Object value) {
        if (value instanceof Long number) {
            setDigits(number);
        } else {
            setText(value instanceof String text ? text : value.toString());
        }
    }

    private void setText(String text) {
        reserve(text.length());
        size = 0;
        symbols[size++] = START;
        int length = text.length();
        for (int i = 0; i < length; i++) {
            int c = text.charAt(i);
            if (Character.isHighSurrogate((char) c)) {
                c = text.codePointAt(i);
                i += Character.charCount(c) - 1;
            }
            symbols[size++] = Folding.fold(c);
        }
        symbols[size++] = END;
    }

    /** From now on, a whole number. */
    void setDigits(long number) {
        reserve(MOST_DIGITS);
        size = 0;
        symbols[size++] = START;
        if (number < 0) {
            symbols[size++] = '-';
        }
        int first = size;
        // Negative remainders: the smallest number has no positive counterpart.
        for (long rest = number; rest != 0 || size == first; rest /= 10) {
            symbols[size++] = '0' + (int) Math.abs(rest % 10);
        }
        for (int i = first, j = size - 1; i < j; i++, j--) {
            int digit = symbols[i];
            symbols[i] = symbols[j];
            symbols[j] = digit;
        }
        symbols[size++] = END;
    }

    private void reserve(int length) {
        if (symbols.length < length + 2) {
            symbols = new int[Math.max(length + 2, 2 * symbols.length)];
        }
    }

    /** How many code points there are, both marks included. */
    int size() {
        return size;
    }

    /** The code point or mark at a place, from 0. */
    int at(int place) {
        return symbols[place];
    }

    /** What a literal is found by: its code points, with marks where it must stand at an end of the value. */
    static int[] sequence(Need.Literal literal) {
        int[] text = literal.text().codePoints().toArray();
        boolean atStart = literal.place() == Need.Place.WHOLE || literal.place() == Need.Place.START;
        boolean atEnd = literal.place() == Need.Place.WHOLE || literal.place() == Need.Place.END;
        int before = atStart ? 1 : 0;
        int[] sequence = Arrays.copyOf(new int[] {START}, before + text.length + (atEnd ? 1 : 0));
        System.arraycopy(text, 0, sequence, before, text.length);
        if (atEnd) {
            sequence[sequence.length - 1] = END;
        }
        return sequence;
    }
}
