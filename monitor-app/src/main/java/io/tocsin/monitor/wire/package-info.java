/**
 * The only code that sees bytes: the catalogue of topics, the codecs of what stands in them, and the factory that every
 * topology is built with.
 */
@NullMarked
package io.tocsin.monitor.wire;

import org.jspecify.annotations.NullMarked;
