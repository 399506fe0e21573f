/**
 * What the plain consumers with side effects share, mail and identity providers: their thread and their Kafka clients, waits
 * between attempts, a gate for a server that is down, and where a log ends.
 */
@NullMarked
package io.tocsin.monitor.worker;

import org.jspecify.annotations.NullMarked;
