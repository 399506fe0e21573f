/**
 * What Tocsin watches: the sealed security event types of the payments platform, and the names under which rules see
 * their fields.
 */
@NullMarked
package io.tocsin.rules.event;

import org.jspecify.annotations.NullMarked;
