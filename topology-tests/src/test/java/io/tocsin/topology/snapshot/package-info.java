/** The topologies as golden files, so that a renamed node or store shows in review. */
@NullMarked
package io.tocsin.topology.snapshot;

import org.jspecify.annotations.NullMarked;
