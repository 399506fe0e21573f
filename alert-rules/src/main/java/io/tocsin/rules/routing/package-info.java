/** Who is told of what, when and why: the notices that alerts and account locks give rise to. */
@NullMarked
package io.tocsin.rules.routing;

import org.jspecify.annotations.NullMarked;
