/**
 * What is odd about rules that are no mistake for the compiler: parts that never match, that nothing refers to, that others make
 * superfluous, and forms that are outdated.
 */
@NullMarked
package io.tocsin.rules.lint;

import org.jspecify.annotations.NullMarked;
