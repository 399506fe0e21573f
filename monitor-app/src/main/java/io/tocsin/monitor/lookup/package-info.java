/**
 * Answers login services that ask whether an account is locked: follows the topic {@code accounts}, holds what is locked
 * now, and says with each answer how old it is, or that it is too old to be one.
 */
@NullMarked
package io.tocsin.monitor.lookup;

import org.jspecify.annotations.NullMarked;
