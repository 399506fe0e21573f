/**
 * Decides on account requests: the topology around {@link io.tocsin.rules.containment.Containment}. Alone writes
 * {@code account-commands} and {@code accounts}.
 */
@NullMarked
package io.tocsin.monitor.respond;

import org.jspecify.annotations.NullMarked;
