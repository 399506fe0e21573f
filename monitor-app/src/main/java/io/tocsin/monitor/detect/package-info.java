/**
 * The detect stage: events in, alerts and account requests out. Matches events against the rules and counts the matches,
 * in place where a rule groups by the topic's key, else behind the {@code matches} topic.
 */
@NullMarked
package io.tocsin.monitor.detect;

import org.jspecify.annotations.NullMarked;
