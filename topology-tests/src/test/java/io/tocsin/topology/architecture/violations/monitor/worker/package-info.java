/** Breaks the rules of the package of this name, so that a test can see them fail. */
@NullMarked
package io.tocsin.topology.architecture.violations.monitor.worker;

import org.jspecify.annotations.NullMarked;
