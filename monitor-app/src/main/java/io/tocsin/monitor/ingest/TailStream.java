package io.tocsin.monitor.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file that is being written: at its end, waits for more. It ends when it is asked to, or when another file
 * has taken the name or the file was cut, and nothing more came for some polls: whoever writes may go on for a moment in
 * the file that was moved away.
 */
final class TailStream extends InputStream {
    private static final int QUIET_POLLS = 5;

    private final Path path;
    private final FileChannel channel;
    private final @Nullable Object fileKey;
    private final Duration poll;
    private final BooleanSupplier stopped;
    private Runnable whenIdle = () -> {};
    private int quietPolls;
    private boolean replaced;

    /**
     * Opens a file at its beginning.
     *
     * @param poll how long to wait before looking again
     * @param stopped asked whenever there is nothing to read
     */
    TailStream(Path path, Duration poll, BooleanSupplier stopped) throws IOException {
        this.path = path;
        this.poll = poll;
        this.stopped = stopped;
        this.channel = FileChannel.open(path, StandardOpenOption.READ);
        this.fileKey = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /** What to do each time before waiting. */
    void whenIdle(Runnable action) {
        whenIdle = action;
    }

    /** Whether it ended because the name stands for another file now. */
    boolean isReplaced() {
        return replaced;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        while (!replaced) {
            int read = channel.read(ByteBuffer.wrap(into, from, length));
            if (read > 0) {
                quietPolls = 0;
                return read;
            }
            whenIdle.run();
            if (stopped.getAsBoolean()) {
                return -1;
            }
            quietPolls = isOther() ? quietPolls + 1 : 0;
            replaced = quietPolls > QUIET_POLLS;
            sleep();
        }
        return -1;
    }

    private boolean isOther() throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            boolean moved = fileKey != null && !fileKey.equals(now.fileKey());
            return moved || now.size() < channel.position();
        } catch (NoSuchFileException e) {
            return false; // its successor is not there yet
        }
    }

    private void sleep() throws InterruptedIOException {
        try {
            Thread.sleep(poll.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + path.getFileName() + " to grow");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
