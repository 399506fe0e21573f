/** Programs of others that use Tocsin's topics, short and whole, to be copied from. */
@NullMarked
package io.tocsin.topology.example;

import org.jspecify.annotations.NullMarked;
