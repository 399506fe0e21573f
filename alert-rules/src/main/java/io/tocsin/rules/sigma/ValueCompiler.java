package io.tocsin.rules.sigma;

import io.tocsin.rules.match.ValueTest;
import io.tocsin.rules.yaml.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Compiles one value with the modifiers behind its field into a test, for each value of a list if it has placeholders. */
final class ValueCompiler {
    private static final Pattern SPECIAL_IN_TEXT = Pattern.compile("[\\\\*?]");
    private static final Pattern SPECIAL_IN_REGEX = Pattern.compile("[^\\p{IsAlphabetic}\\p{IsDigit}_\\s]");

    private final Placeholders placeholders;

    ValueCompiler(Placeholders placeholders) {
        this.placeholders = placeholders;
    }

    /** The test that a value asks for; {@code kind} says how one without modifiers is taken. */
    ValueTest compile(ModifierChain modifiers, FieldKind kind, YamlScalar value) throws UnfitValueException {
        if (!modifiers.has(Modifier.EXPAND)) {
            return one(modifiers, kind, value);
        }
        List<ValueTest.OfOne> alternatives = new ArrayList<>();
        for (String text : placeholders.expand(value.text(), escape(modifiers.form()))) {
            YamlScalar expanded = new YamlScalar(value.file(), value.line(), text, YamlScalar.Kind.TEXT, true);
            // What can be expanded is no question of presence, so it is asked of one value.
            alternatives.add((ValueTest.OfOne) one(modifiers, kind, expanded));
        }
        return Alternatives.of(alternatives);
    }

    private static ValueTest one(ModifierChain modifiers, FieldKind kind, YamlScalar value) throws UnfitValueException {
        return modifiers.changes().isEmpty() ? kind.plain(value) : modifiers.test(value);
    }

    private static UnaryOperator<String> escape(Form form) {
        return switch (form) {
            case REGEX -> text -> SPECIAL_IN_REGEX.matcher(text).replaceAll("\\\\$0");
            case NETWORK -> text -> text;
            default -> text -> SPECIAL_IN_TEXT.matcher(text).replaceAll("\\\\$0");
        };
    }
}
