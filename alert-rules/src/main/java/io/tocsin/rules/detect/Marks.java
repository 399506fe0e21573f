package io.tocsin.rules.detect;

import io.tocsin.rules.event.FieldView;
import io.tocsin.rules.hash.Sha256;
import io.tocsin.rules.match.Thousandths;
import io.tocsin.rules.sigma.CorrelationRule;
import io.tocsin.rules.sigma.RuleInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells what a rule that has no steps looks at in an event, reduced to a {@link Match#mark()}. */
final class Marks {
    private Marks() {}

    /**
     * The mark of an event: its number in thousandths, or a hash of its values; 0 for a rule that looks at neither.
     *
     * @param met the rule that the event met, by which aliases are told
     * @return {@code null} where the event lacks what the rule counts
     */
    static @Nullable Long of(CorrelationRule rule, RuleInfo met, FieldView event) {
        String numberField = rule.condition().numberField();
        if (numberField != null) {
            return Thousandths.of(BoundedFields.one(event.field(rule.aliases().field(numberField, met))));
        }
        long values = values(rule.aliases().fields(rule.distinctFields(), met), event);
        return values == 0 && rule.countsValues() ? null : Long.valueOf(values);
    }

    /** Whoever chooses the values must not be able to make two of them look alike: a hash that nobody can steer. */
    private static long values(List<String> fields, FieldView event) {
        if (fields.isEmpty()) {
            return 0;
        }
        StringBuilder values = new StringBuilder();
        for (String field : fields) {
            String text = BoundedFields.single(event, field);
            if (text == null) {
                return 0;
            }
            values.append(text.length()).append(':').append(text);
        }
        byte[] digest = Sha256.of(values.toString().getBytes(StandardCharsets.UTF_8));
        long hash = ByteBuffer.wrap(digest).getLong();
        return hash == 0 ? 1 : hash;
    }
}
