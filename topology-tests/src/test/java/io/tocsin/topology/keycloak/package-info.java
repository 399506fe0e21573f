/** The program against a real Keycloak, which the tests start on loopback. Runs in the profile {@code keycloak} only. */
@NullMarked
package io.tocsin.topology.keycloak;

import org.jspecify.annotations.NullMarked;
