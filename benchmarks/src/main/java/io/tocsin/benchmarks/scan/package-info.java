/** {@code tocsin scan} beside the least that could find failed logins in a file. */
@NullMarked
package io.tocsin.benchmarks.scan;

import org.jspecify.annotations.NullMarked;
