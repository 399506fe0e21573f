package io.tocsin.rules.sigma;

/** What the modifiers behind a field have made of a value so far; decides which may come next. */
enum Form {
    /** As it is written. */
    WRITTEN,
    /** A text that is compared as a whole. */
    TEXT,
    /** The bytes of an encoded text. */
    BYTES,
    /** A text of which is said where in the field it stands. */
    PLACED,
    /** A regular expression. */
    REGEX,
    /** A network. */
    NETWORK,
    /** A number that is compared by order. */
    ORDER,
    /** A number in a date. */
    DATE,
    /** The name of another field. */
    FIELD,
    /** The name of another field, of which is said where in this one its value stands. */
    PLACED_FIELD,
    /** Whether the field is there. */
    PRESENCE
}
