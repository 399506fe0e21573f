/** The command line: one class per subcommand, exit codes, and what is written to a terminal or to a pipe. */
@NullMarked
package io.tocsin.monitor.cli;

import org.jspecify.annotations.NullMarked;
