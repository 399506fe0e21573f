/**
 * Decides on account requests, and says where each account's lock stands: the topology around {@link
 * io.tocsin.rules.containment.Containment} and {@link io.tocsin.rules.containment.AccountProjection}. Alone writes {@code
 * account-commands} and {@code accounts}.
 */
@NullMarked
package io.tocsin.monitor.respond;

import org.jspecify.annotations.NullMarked;
