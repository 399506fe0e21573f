/** Accounts of a home-grown identity service, over signed requests. */
@NullMarked
package io.tocsin.monitor.account.webhook;

import org.jspecify.annotations.NullMarked;
