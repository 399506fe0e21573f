/** Alerts: what was found, how severe it is and why, on what evidence, under which deterministic id. */
@NullMarked
package io.tocsin.rules.alert;

import org.jspecify.annotations.NullMarked;
