package io.tocsin.monitor.ingest;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The text of a log's line, with nothing lost. */
final class LogText {
    private LogText() {}

    /**
     * Decodes UTF-8; a byte that is none becomes a backslash and its three octal digits, as sshd itself writes them
     * ({@code vis(3)}), so that two different names never become one.
     */
    static String decode(byte[] line) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(line);
        CharBuffer out = CharBuffer.allocate(line.length * 4);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (!result.isError()) {
                return out.flip().toString();
            }
            for (int i = 0; i < result.length(); i++) {
                int b = in.get() & 0xFF;
                out.put('\\').put(octal(b >> 6)).put(octal(b >> 3)).put(octal(b));
            }
        }
    }

    /**
     * A line as a terminal may show it: at most 160 characters, without control characters, which could command the
     * terminal, and without those that turn the direction of writing.
     */
    static String excerpt(byte[] line) {
        String text = decode(line.length > 640 ? Arrays.copyOf(line, 640) : line);
        StringBuilder out = new StringBuilder();
        text.codePoints().limit(160).map(LogText::printable).forEach(out::appendCodePoint);
        return text.length() > 160 ? out + "…" : out.toString();
    }

    /** Whether a line holds nothing but blanks and tabs. */
    static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t') {
                return false;
            }
        }
        return true;
    }

    /** The text's beginning of at most so many UTF-16 units, without half of a surrogate pair at its end. */
    static String limit(String text, int maxChars) {
        if (text.length() <= maxChars) {
            return text;
        }
        boolean halved = Character.isHighSurrogate(text.charAt(maxChars - 1));
        return text.substring(0, halved ? maxChars - 1 : maxChars);
    }

    private static int printable(int codePoint) {
        int type = Character.getType(codePoint);
        boolean hidden = type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
        return hidden ? '?' : codePoint;
    }

    private static char octal(int bits) {
        return (char) ('0' + (bits & 7));
    }
}
