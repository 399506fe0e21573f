/** Why an event meets a rule, or doesn't: every part of its conditions, and what was found of it in the event. */
@NullMarked
package io.tocsin.rules.explain;

import org.jspecify.annotations.NullMarked;
