/**
 * The broker: a real single-node Kafka in this process for a start without a cluster, the way to find it from other
 * commands, and the creation and verification of topics.
 */
@NullMarked
package io.tocsin.monitor.broker;

import org.jspecify.annotations.NullMarked;
