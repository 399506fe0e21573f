/** What can be checked of {@code docker/} without containers: the image's file, the compose file, the board, the alerts. */
@NullMarked
package io.tocsin.topology.docker;

import org.jspecify.annotations.NullMarked;
