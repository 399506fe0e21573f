package io.tocsin.monitor.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a stage's application keeps its state, a folder for each task.
 *
 * <p>State that was left behind is brought up to date from its changelog, which is compacted: what was deleted since then
 * is told there for a day at least ({@code delete.retention.ms}), and then no more. What is older than that, because
 * another process has done the work meanwhile, would bring deleted groups back to life, so it must not be used again.
 *
 * <p>Kafka Streams' own {@code state.cleanup.dir.max.age.ms} goes by the time of a task's folder, which in 4.3.1 stays that
 * of its creation (KAFKA-20805): it would have a process that ran for long read everything back at each restart.
 */
final class StateFolder {
    private static final Logger LOG = LoggerFactory.getLogger(StateFolder.class);

    /**
     * How often Kafka Streams deletes the state of tasks that others have. Each start touches what is there, whoever has
     * it: only a process that for a day never runs so long could be given outdated state.
     */
    static final Duration KEPT_WHILE_RUNNING = Duration.ofHours(1);

    /** How old state may be at a start: with the first looks while it runs it stays well below a day. */
    static final Duration KEPT_AT_START = Duration.ofHours(18);

    private static final Pattern TASK = Pattern.compile("[0-9]+_[0-9]+");
    private static final String LOCK_FILE = ".lock";

    private StateFolder() {}

    /**
     * Deletes the state of tasks that was last written too long ago. Leaves everything alone where another process works
     * on the folder.
     *
     * @param applicationFolder the application's; needn't exist
     */
    static void deleteOutdated(Path applicationFolder, long nowMs) throws IOException {
        if (!Files.isDirectory(applicationFolder)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(
                        applicationFolder.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.tryLock()) {
            if (lock == null) {
                return;
            }
            for (Path task : tasks(applicationFolder)) {
                if (newestMs(task) < nowMs - KEPT_AT_START.toMillis()) {
                    LOG.info("The state in {} is too old to go on from; it is read back from Kafka", task);
                    delete(task);
                }
            }
        }
    }

    private static List<Path> tasks(Path applicationFolder) throws IOException {
        try (Stream<Path> children = Files.list(applicationFolder)) {
            return children.filter(child ->
                            TASK.matcher(child.getFileName().toString()).matches())
                    .toList();
        }
    }

    private static long newestMs(Path folder) throws IOException {
        long newestMs = Long.MIN_VALUE;
        for (Path each : contents(folder)) {
            newestMs = Math.max(newestMs, Files.getLastModifiedTime(each).toMillis());
        }
        return newestMs;
    }

    private static void delete(Path folder) throws IOException {
        for (Path each : contents(folder)) {
            Files.delete(each);
        }
    }

    /** The folder and all that is in it, what is inside of a folder before the folder. */
    private static List<Path> contents(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
