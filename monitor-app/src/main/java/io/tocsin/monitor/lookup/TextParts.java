package io.tocsin.monitor.lookup;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Pieces of text, gathered into parts of some thousand bytes as they are asked for. */
final class TextParts implements Iterator<byte[]> {
    private static final int PART_CHARACTERS = 16 << 10;

    private final Iterator<String> pieces;

    TextParts(Iterator<String> pieces) {
        this.pieces = pieces;
    }

    @Override
    public boolean hasNext() {
        return pieces.hasNext();
    }

    @Override
    public byte[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        StringBuilder part = new StringBuilder(PART_CHARACTERS);
        while (pieces.hasNext() && part.length() < PART_CHARACTERS) {
            part.append(pieces.next());
        }
        return part.toString().getBytes(StandardCharsets.UTF_8);
    }
}
