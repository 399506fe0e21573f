/**
 * The configuration of the program: one YAML file, read whole, checked, and turned into immutable records that cannot
 * hold an illegal value.
 */
@NullMarked
package io.tocsin.monitor.config;

import org.jspecify.annotations.NullMarked;
