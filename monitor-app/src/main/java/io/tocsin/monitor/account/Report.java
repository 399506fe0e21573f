package io.tocsin.monitor.account;

import io.tocsin.rules.containment.CommandResult;

/**
 * A result that is to be recorded.
 *
 * @param job whose it is
 * @param result what became of it
 * @param isStep whether the command is under way until this is recorded; else it waits, or has left
 */
record Report(CommandJob job, CommandResult result, boolean isStep) {}
