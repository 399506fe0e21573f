/** The events that are measured: made from a seed, the same in every run. */
@NullMarked
package io.tocsin.benchmarks.traffic;

import org.jspecify.annotations.NullMarked;
