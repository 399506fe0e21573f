/** What the documentation promises against what is there. */
@NullMarked
package io.tocsin.topology.docs;

import org.jspecify.annotations.NullMarked;
