/** Accounts at Keycloak, over its Admin REST API: read, disabled, enabled, their sessions ended. */
@NullMarked
package io.tocsin.monitor.account.keycloak;

import org.jspecify.annotations.NullMarked;
