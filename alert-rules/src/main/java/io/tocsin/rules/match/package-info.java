/**
 * What a compiled detection asks of one event: conditions over tests of field values, as a tree that can be walked as well
 * as evaluated. The YAML that it comes from is read in {@code sigma}.
 */
@NullMarked
package io.tocsin.rules.match;

import org.jspecify.annotations.NullMarked;
