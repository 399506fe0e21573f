/** The one hash that ids, fingerprints and proofs are made with. */
@NullMarked
package io.tocsin.rules.hash;

import org.jspecify.annotations.NullMarked;
