/** Who holds which role of the response team, and through which channel it is reached. */
@NullMarked
package io.tocsin.rules.roster;

import org.jspecify.annotations.NullMarked;
