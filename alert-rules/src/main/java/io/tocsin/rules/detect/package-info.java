/**
 * The detection engine: which rules an event matches, what a match does to its group, and how far time has come. Pure:
 * state goes in and comes out, time is an argument, nothing is read and nothing is sent.
 */
@NullMarked
package io.tocsin.rules.detect;

import org.jspecify.annotations.NullMarked;
