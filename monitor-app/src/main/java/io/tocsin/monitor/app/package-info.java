/** The composition root: opens what the stages need, starts them, watches over them, and shuts down in reverse. */
@NullMarked
package io.tocsin.monitor.app;

import org.jspecify.annotations.NullMarked;
