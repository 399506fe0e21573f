/**
 * What an operator's tools ask of a running program over HTTP on loopback: whether it lives, whether it is ready, and its
 * metrics. Knows no stage: the composition root hands in what is checked and measured.
 */
@NullMarked
package io.tocsin.monitor.ops;

import org.jspecify.annotations.NullMarked;
