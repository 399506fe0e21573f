/** Decides who is sent which message: the topology around {@link io.tocsin.rules.routing.AlertRouting}. Sends nothing. */
@NullMarked
package io.tocsin.monitor.notify;

import org.jspecify.annotations.NullMarked;
