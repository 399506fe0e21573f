/** What a stage makes of its topics' records, through TopologyTestDriver. */
@NullMarked
package io.tocsin.topology.scenario;

import org.jspecify.annotations.NullMarked;
