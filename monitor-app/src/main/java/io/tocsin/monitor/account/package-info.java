/**
 * Carries account commands out at an identity provider and proves it: reads the account's state, acts, ends sessions, reads
 * back, and publishes what it found. A plain consumer; nothing of it runs on a stream thread.
 */
@NullMarked
package io.tocsin.monitor.account;

import org.jspecify.annotations.NullMarked;
