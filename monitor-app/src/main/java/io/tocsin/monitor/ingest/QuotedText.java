package io.tocsin.monitor.ingest;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A column in quotation marks of an access log.
 *
 * @param start the place of the opening mark
 * @param end the place after the closing one
 */
record QuotedText(int start, int end) {
    private static final String ESCAPES = "bnrtvf";
    private static final byte[] MEANT = {'\b', '\n', '\r', '\t', 0x0B, '\f'};

    /**
     * The first column of its kind.
     *
     * @throws UnparsableLineException when none begins, or none ends
     */
    static QuotedText first(byte[] line, int from) throws UnparsableLineException {
        int start = unescapedMark(line, from);
        int end = start < 0 ? -1 : unescapedMark(line, start + 1);
        if (end < 0) {
            throw new UnparsableLineException("no request in quotation marks was found");
        }
        return new QuotedText(start, end + 1);
    }

    /** The column that begins right here, or {@code null}. */
    static @Nullable QuotedText at(byte[] line, int from) {
        int end = from < line.length && line[from] == '"' ? unescapedMark(line, from + 1) : -1;
        return end < 0 ? null : new QuotedText(from, end + 1);
    }

    private static int unescapedMark(byte[] line, int from) {
        for (int i = from; i < line.length; i++) {
            if (line[i] == '\\') {
                i++;
            } else if (line[i] == '"') {
                return i;
            }
        }
        return -1;
    }

    /**
     * What stands between the marks: {@code \"}, {@code \\}, {@code \n} and its like, and {@code \x22} are read as the
     * bytes that they stand for, and those as UTF-8. A backslash before anything else is one.
     */
    String text(byte[] line) {
        byte[] inner = Arrays.copyOfRange(line, start + 1, end - 1);
        for (byte b : inner) {
            if (b == '\\') {
                return LogText.decode(unescaped(inner));
            }
        }
        return LogText.decode(inner);
    }

    private static byte[] unescaped(byte[] text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length);
        int at = 0;
        while (at < text.length) {
            byte next = at + 1 < text.length ? text[at + 1] : 0;
            if (text[at] != '\\') {
                out.write(text[at++]);
            } else if (next == '"' || next == '\\') {
                out.write(next);
                at += 2;
            } else if (ESCAPES.indexOf(next) >= 0) {
                out.write(MEANT[ESCAPES.indexOf(next)]);
                at += 2;
            } else if (next == 'x' && at + 3 < text.length && hex(text[at + 2]) >= 0 && hex(text[at + 3]) >= 0) {
                out.write(hex(text[at + 2]) * 16 + hex(text[at + 3]));
                at += 4;
            } else {
                out.write(text[at++]);
            }
        }
        return out.toByteArray();
    }

    private static int hex(byte digit) {
        return Character.digit(digit, 16);
    }
}
