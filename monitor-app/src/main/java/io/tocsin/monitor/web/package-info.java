/**
 * The one HTTP server for other programs, bounded in every direction: on loopback as it is, elsewhere only over TLS with a
 * certificate of the client. Alone knows Jetty; who answers sees a {@link io.tocsin.monitor.web.WebRequest} and no more.
 */
@NullMarked
package io.tocsin.monitor.web;

import org.jspecify.annotations.NullMarked;
