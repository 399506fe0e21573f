/** The real program on the embedded broker, fed with real logs, generated events and hostile bytes, killed and restarted. */
package io.tocsin.topology.replay;
