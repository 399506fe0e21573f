package io.tocsin.rules.sigma;

import io.tocsin.rules.match.ValueTest;

/** What one modifier makes of a value. */
interface Change {

    /**
     * The value as the modifier leaves it.
     *
     * @param form what the modifiers before it have made of it; one that this modifier takes
     * @param test the value as they left it
     */
    ValueTest.OfOne apply(Form form, ValueTest.OfOne test) throws UnfitValueException;
}
