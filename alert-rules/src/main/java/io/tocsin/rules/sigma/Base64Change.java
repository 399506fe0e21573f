package io.tocsin.rules.sigma;

import io.tocsin.rules.match.TextPattern;
import io.tocsin.rules.match.ValueTest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * {@code base64}: the value as Base64 writes it (RFC 4648, section 4). {@code base64offset}: what of it is the same wherever
 * it stands in a longer text; there are three ways, because three bytes make four characters.
 */
final class Base64Change implements Change {

    /** The most ways in which the dashes of one value may be written out. */
    private static final int MOST_ALTERNATIVES = 3_125;

    private static final int SHIFTS = 3;
    /** By how far a value is shifted: how many characters at the begin hold bits of what stands before it. */
    private static final int[] FOREIGN_AT_BEGIN = {0, 2, 3};
    /** By how many bytes go beyond a multiple of three: how many at the end hold bits of what follows, or are padding. */
    private static final int[] FOREIGN_AT_END = {0, 3, 2};

    private final boolean shifted;

    private Base64Change(boolean shifted) {
        this.shifted = shifted;
    }

    static Change whole() {
        return new Base64Change(false);
    }

    static Change shifted() {
        return new Base64Change(true);
    }

    @Override
    public ValueTest.OfOne apply(Form form, ValueTest.OfOne test) throws UnfitValueException {
        TextPattern pattern = ((ValueTest.Text) test).pattern();
        if (pattern.countWithoutAnyDash() > MOST_ALTERNATIVES) {
            throw new UnfitValueException("its dashes can be written in more than " + MOST_ALTERNATIVES
                    + " ways, each of which Base64 writes differently; write fewer of them in one value");
        }
        Charset charset = form == Form.BYTES ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
        List<ValueTest.OfOne> encoded = new ArrayList<>();
        for (TextPattern each : pattern.withoutAnyDash()) {
            String text = each.exact();
            if (text == null) {
                throw new UnfitValueException(
                        "a value with wildcards can't be written in Base64; write them as \\* and \\?"
                                + " where the characters are meant, and `contains` behind the modifier");
            }
            for (String written : encode(text.getBytes(charset))) {
                encoded.add(new ValueTest.Text(each.withText(written)));
            }
        }
        return Alternatives.of(encoded);
    }

    private List<String> encode(byte[] bytes) throws UnfitValueException {
        if (bytes.length < (shifted ? 2 : 1)) {
            throw new UnfitValueException(
                    shifted ? "`base64offset` needs two bytes or more; less leaves no trace" : "the value is empty");
        }
        if (!shifted) {
            return List.of(Base64.getEncoder().encodeToString(bytes));
        }
        List<String> ways = new ArrayList<>();
        for (int shift = 0; shift < SHIFTS; shift++) {
            byte[] behind = new byte[shift + bytes.length];
            System.arraycopy(bytes, 0, behind, shift, bytes.length);
            String written = Base64.getEncoder().encodeToString(behind);
            ways.add(written.substring(
                    FOREIGN_AT_BEGIN[shift], written.length() - FOREIGN_AT_END[behind.length % SHIFTS]));
        }
        return ways;
    }
}
