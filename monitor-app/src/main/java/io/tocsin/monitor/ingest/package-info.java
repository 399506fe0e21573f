/**
 * How events come in: the formats of logs, their exactly-once import, the senders of single events and of ticks. It is
 * an edge: clocks and files are read here, and nothing is decided.
 */
@NullMarked
package io.tocsin.monitor.ingest;

import org.jspecify.annotations.NullMarked;
