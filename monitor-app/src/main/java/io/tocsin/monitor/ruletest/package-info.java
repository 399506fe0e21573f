/**
 * Tests that stand beside rules: which events come in, which alerts must come of them. They are read from YAML and run through
 * the same engine as a scan.
 */
@NullMarked
package io.tocsin.monitor.ruletest;

import org.jspecify.annotations.NullMarked;
