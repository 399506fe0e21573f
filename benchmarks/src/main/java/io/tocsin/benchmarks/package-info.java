/**
 * How fast Tocsin is, as ratios against bare loops in the same run: a figure without its neighbour says more about the
 * machine than about the program.
 */
@NullMarked
package io.tocsin.benchmarks;

import org.jspecify.annotations.NullMarked;
