/** The whole program on the embedded broker, beside a bare consumer and a topology that does nothing but parse. */
@NullMarked
package io.tocsin.benchmarks.program;

import org.jspecify.annotations.NullMarked;
