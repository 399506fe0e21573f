/** Account locks: what is asked for, what is decided and why, and the state an account is in. */
@NullMarked
package io.tocsin.rules.containment;

import org.jspecify.annotations.NullMarked;
