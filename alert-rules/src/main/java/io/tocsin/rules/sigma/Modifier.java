package io.tocsin.rules.sigma;

import static io.tocsin.rules.sigma.Form.BYTES;
import static io.tocsin.rules.sigma.Form.DATE;
import static io.tocsin.rules.sigma.Form.FIELD;
import static io.tocsin.rules.sigma.Form.NETWORK;
import static io.tocsin.rules.sigma.Form.ORDER;
import static io.tocsin.rules.sigma.Form.PLACED;
import static io.tocsin.rules.sigma.Form.PLACED_FIELD;
import static io.tocsin.rules.sigma.Form.PRESENCE;
import static io.tocsin.rules.sigma.Form.REGEX;
import static io.tocsin.rules.sigma.Form.TEXT;
import static io.tocsin.rules.sigma.Form.WRITTEN;

import io.tocsin.rules.match.DateUnit;
import io.tocsin.rules.match.Need.Place;
import io.tocsin.rules.match.RegularExpression.Flag;
import io.tocsin.rules.match.ValueTest.Order;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The field modifiers of Sigma 2.1, with pySigma's longer names for three of them: what each takes a value for, what it
 * makes of it, and behind which others it may stand.
 */
enum Modifier {
    ALL(Set.of(WRITTEN, TEXT, BYTES, PLACED, REGEX, NETWORK, ORDER, DATE, FIELD, PLACED_FIELD)),
    NEQ(Set.of(WRITTEN, TEXT, BYTES, PLACED, REGEX, NETWORK, DATE, FIELD, PLACED_FIELD)),
    EXPAND(Set.of(WRITTEN, TEXT, BYTES, PLACED, REGEX, NETWORK)),

    CONTAINS(Reading.TEXT, Changes.place(Place.ANYWHERE), Moves.PLACING),
    STARTSWITH(Reading.TEXT, Changes.place(Place.START), Moves.PLACING),
    ENDSWITH(Reading.TEXT, Changes.place(Place.END), Moves.PLACING),
    CASED(Reading.TEXT, Changes.cased(), Moves.CASING),
    WINDASH(Reading.TEXT, Changes.anyDash(), Map.of(WRITTEN, TEXT, TEXT, TEXT, PLACED, PLACED)),
    WIDE(Reading.TEXT, Changes.encoded(StandardCharsets.UTF_16LE), Moves.ENCODING),
    UTF16LE(Reading.TEXT, Changes.encoded(StandardCharsets.UTF_16LE), Moves.ENCODING),
    UTF16BE(Reading.TEXT, Changes.encoded(StandardCharsets.UTF_16BE), Moves.ENCODING),
    UTF16(Reading.TEXT, Changes.encodedWithMark(), Moves.ENCODING),
    BASE64(Reading.TEXT, Base64Change.whole(), Moves.BASE64),
    BASE64OFFSET(Reading.TEXT, Base64Change.shifted(), Moves.BASE64),

    RE(Reading.REGEX, Changes.none(), Map.of(WRITTEN, REGEX)),
    I(Reading.REGEX, Changes.flag(Flag.IGNORE_CASE), Map.of(REGEX, REGEX), "ignorecase"),
    M(Reading.REGEX, Changes.flag(Flag.MULTILINE), Map.of(REGEX, REGEX), "multiline"),
    S(Reading.REGEX, Changes.flag(Flag.DOT_ALL), Map.of(REGEX, REGEX), "dotall"),

    CIDR(Reading.NETWORK, Changes.none(), Map.of(WRITTEN, NETWORK)),
    LT(Reading.NUMBER, Changes.order(Order.LT), Moves.ORDERING),
    LTE(Reading.NUMBER, Changes.order(Order.LTE), Moves.ORDERING),
    GT(Reading.NUMBER, Changes.order(Order.GT), Moves.ORDERING),
    GTE(Reading.NUMBER, Changes.order(Order.GTE), Moves.ORDERING),
    MINUTE(Reading.NUMBER, Changes.datePart(DateUnit.MINUTE), Map.of(WRITTEN, DATE)),
    HOUR(Reading.NUMBER, Changes.datePart(DateUnit.HOUR), Map.of(WRITTEN, DATE)),
    DAY(Reading.NUMBER, Changes.datePart(DateUnit.DAY), Map.of(WRITTEN, DATE)),
    WEEK(Reading.NUMBER, Changes.datePart(DateUnit.WEEK), Map.of(WRITTEN, DATE)),
    MONTH(Reading.NUMBER, Changes.datePart(DateUnit.MONTH), Map.of(WRITTEN, DATE)),
    YEAR(Reading.NUMBER, Changes.datePart(DateUnit.YEAR), Map.of(WRITTEN, DATE)),

    FIELDREF(Reading.FIELD, Changes.none(), Map.of(WRITTEN, FIELD)),
    EXISTS(Reading.PRESENCE, Changes.none(), Map.of(WRITTEN, PRESENCE));

    /** From which form to which one; before these none may stand that makes another one. */
    private static final class Moves {
        static final Map<Form, Form> PLACING =
                Map.of(WRITTEN, PLACED, TEXT, PLACED, BYTES, PLACED, FIELD, PLACED_FIELD);
        static final Map<Form, Form> CASING = Map.of(
                WRITTEN, TEXT, TEXT, TEXT, BYTES, BYTES, PLACED, PLACED, FIELD, FIELD, PLACED_FIELD, PLACED_FIELD);
        static final Map<Form, Form> ENCODING = Map.of(WRITTEN, BYTES, TEXT, BYTES);
        static final Map<Form, Form> BASE64 = Map.of(WRITTEN, TEXT, TEXT, TEXT, BYTES, TEXT);
        static final Map<Form, Form> ORDERING = Map.of(WRITTEN, ORDER, DATE, ORDER);
    }

    private final List<String> labels = new ArrayList<>();
    private final Reading reading;
    private final Change change;
    private final Map<Form, Form> moves;
    private final Set<Form> fits;

    /** One that says how the values of a list are taken together, wherever it stands; the set: what they may be in the end. */
    Modifier(Set<Form> fits) {
        this(Reading.TEXT, Changes.none(), Map.of(), fits);
    }

    Modifier(Reading reading, Change change, Map<Form, Form> moves, String... aliases) {
        this(reading, change, moves, Set.of(), aliases);
    }

    Modifier(Reading reading, Change change, Map<Form, Form> moves, Set<Form> fits, String... aliases) {
        labels.add(name().toLowerCase(Locale.ROOT));
        labels.addAll(List.of(aliases));
        this.reading = reading;
        this.change = change;
        this.moves = moves;
        this.fits = fits;
    }

    /** The name in rules. */
    String label() {
        return labels.get(0);
    }

    /** Whether it says how the values of a list are taken together, rather than changing each. */
    boolean isOfList() {
        return moves.isEmpty();
    }

    /** Whether one of the list may stand with values of this form. */
    boolean fits(Form form) {
        return fits.contains(form);
    }

    /** How a value is taken where this is the first modifier that changes it. */
    Reading reading() {
        return reading;
    }

    Change change() {
        return change;
    }

    /** What it makes of a value of this form; nothing where it can't stand there. */
    Optional<Form> move(Form form) {
        return Optional.ofNullable(moves.get(form));
    }

    static Optional<Modifier> of(String label) {
        return Arrays.stream(values())
                .filter(each -> each.labels.contains(label))
                .findFirst();
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(Modifier::label).toList();
    }
}
