package io.tocsin.monitor.cli;

import picocli.CommandLine.Command;

/** {@code tocsin topics}. */
@Command(name = "topics", description = "Makes the topics, and shows whether they are fit for work.")
final class TopicsCommand extends GroupCommand {}
