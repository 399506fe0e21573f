package io.tocsin.rules.yaml;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * A single value.
 *
 * @param text the text as written, without quotes and with the escapes of double quotes resolved
 * @param kind what the YAML 1.2 core schema takes it for
 * @param quoted whether it stood in quotes or in a block ({@code |}, {@code >}): such a value is always {@link Kind#TEXT}
 */
public record YamlScalar(String file, int line, String text, Kind kind, boolean quoted) implements YamlValue {

    /** The most digits of a number that is compared with. */
    public static final int MAX_DIGITS = 1_000;

    /** The scalar types of the YAML 1.2 core schema (YAML 1.2.2, section 10.3). */
    public enum Kind {
        TEXT("a text"),
        INTEGER("a number"),
        FLOAT("a number"),
        BOOLEAN("true or false"),
        NULL("empty");

        private final String label;

        Kind(String label) {
            this.label = label;
        }
    }

    @Override
    public String kindName() {
        return kind.label;
    }

    /** Whether it is {@code null}, {@code ~} or nothing at all. */
    public boolean isNull() {
        return kind == Kind.NULL;
    }

    /** Its value if it is a whole number of at most 64 bits: decimal, {@code 0o17} or {@code 0xff}. */
    public Optional<Long> asLong() {
        if (kind != Kind.INTEGER) {
            return Optional.empty();
        }
        try {
            if (text.startsWith("0x")) {
                return Optional.of(Long.parseLong(text.substring(2), 16));
            }
            if (text.startsWith("0o")) {
                return Optional.of(Long.parseLong(text.substring(2), 8));
            }
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            // More than 64 bits: the only way in which text of this kind can fail.
            return Optional.empty();
        }
    }

    /** Whether it is a number, of whatever size; neither infinity nor what is no number. */
    public boolean isNumber() {
        return kind == Kind.INTEGER || (kind == Kind.FLOAT && text.chars().anyMatch(Character::isDigit));
    }

    /**
     * Its value if it is a number, exactly. One that is written in decimal has at most {@link #MAX_DIGITS} digits, those
     * included that an exponent stands for: {@code 1e999999999} is short, but what is made of it is not.
     */
    public Optional<BigDecimal> asNumber() {
        Optional<Long> whole = asLong();
        if (whole.isPresent()) {
            return whole.map(BigDecimal::valueOf);
        }
        if (!isNumber() || text.length() > MAX_DIGITS || text.startsWith("0x") || text.startsWith("0o")) {
            return Optional.empty();
        }
        try {
            BigDecimal number = new BigDecimal(text);
            boolean isBounded = Math.abs((long) number.precision() - number.scale()) <= MAX_DIGITS;
            return isBounded ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException e) {
            // An exponent of more than 32 bits: the only way in which text of these kinds can fail.
            return Optional.empty();
        }
    }

    /** The text as it is written, in quotes where it stands in quotes: for messages. */
    public String shown() {
        return quoted ? "'" + text + "'" : text;
    }

    /** Its value if it is {@code true} or {@code false}. */
    public Optional<Boolean> asBoolean() {
        return kind == Kind.BOOLEAN ? Optional.of(Boolean.parseBoolean(text)) : Optional.empty();
    }
}
