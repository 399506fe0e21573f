/** The rules of DESIGN that say which package may know what, run over the compiled program. */
@NullMarked
package io.tocsin.topology.architecture;

import org.jspecify.annotations.NullMarked;
