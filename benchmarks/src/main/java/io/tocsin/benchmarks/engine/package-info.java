/** The pure core under JMH: reading an event, matching it, counting it. */
@NullMarked
package io.tocsin.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
