/** The JSON schemas of {@code docs/schemas} against what the codecs write and read. */
@NullMarked
package io.tocsin.topology.schema;

import org.jspecify.annotations.NullMarked;
