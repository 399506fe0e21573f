/** Sigma 2.1 documents, read whole, checked, and compiled into immutable rules. */
@NullMarked
package io.tocsin.rules.sigma;

import org.jspecify.annotations.NullMarked;
