/**
 * Answers login services that ask whether an account is locked, and gateways that ask which sources are blocked: follows
 * the topics {@code accounts} and {@code blocks}, and answers from what it holds of them, or that it is too old to be told.
 */
@NullMarked
package io.tocsin.monitor.lookup;

import org.jspecify.annotations.NullMarked;
