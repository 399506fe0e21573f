package io.tocsin.monitor.broker;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The exclusive right to work on a data folder: a lock of the operating system on its file {@code lock}, so that it
 * ends with the process however that ends. The file holds the process id of the holder, for people.
 */
final class FolderLock implements AutoCloseable {
    private static final String FILE_NAME = "lock";

    /**
     * The folders that this JVM holds. Asked before the file is touched: on POSIX systems the lock of a process ends as
     * soon as the process closes any descriptor of the file, so a second try would free the folder of the first.
     */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Takes the lock; creates the folder, readable by its owner alone, when it is missing.
     *
     * @throws DataFolderInUseException if this or another process holds it
     * @throws BrokerException if the folder can't be created or written
     */
    static FolderLock take(Path folder) throws BrokerException {
        Path real;
        try {
            PrivateFiles.createFolder(folder);
            real = folder.toRealPath();
        } catch (IOException e) {
            throw new BrokerException("The data folder " + folder + " can't be created or read: " + e, e);
        }
        if (!HELD_HERE.add(real)) {
            throw new DataFolderInUseException(folder, "this process");
        }
        boolean taken = false;
        try {
            FileChannel channel = lockFile(folder, real);
            taken = true;
            return new FolderLock(real, channel);
        } catch (DataFolderInUseException e) {
            throw e;
        } catch (IOException e) {
            throw new BrokerException("The data folder " + folder + " can't be locked: " + e, e);
        } finally {
            if (!taken) {
                HELD_HERE.remove(real);
            }
        }
    }

    private static FileChannel lockFile(Path folder, Path real) throws IOException {
        FileChannel channel = FileChannel.open(
                real.resolve(FILE_NAME), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new DataFolderInUseException(folder, "another process" + pidIn(channel));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(US_ASCII)), 0);
            locked = true;
            return channel;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    private static String pidIn(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        channel.read(pid, 0);
        String text = new String(pid.array(), 0, pid.position(), US_ASCII).strip();
        return Optional.of(text)
                .filter(t -> t.matches("[0-9]+"))
                .map(t -> " (" + t + ")")
                .orElse("");
    }

    /** Frees the folder; a second call does nothing. */
    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) {
            return;
        }
        try {
            channel.close();
        } finally {
            HELD_HERE.remove(folder);
        }
    }
}
