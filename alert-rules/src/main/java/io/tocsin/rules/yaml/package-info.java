/**
 * YAML 1.2 documents as small typed values that know their file and line, so that whoever reads them (rules, roster,
 * configuration) can report every problem of a file at once.
 */
@NullMarked
package io.tocsin.rules.yaml;

import org.jspecify.annotations.NullMarked;
