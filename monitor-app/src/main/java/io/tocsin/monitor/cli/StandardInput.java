package io.tocsin.monitor.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * The process's standard input, which another thread may close: whoever waits in {@code read} gets a {@code
 * ClosedChannelException} then, where {@code System.in} would wait for the next byte.
 */
final class StandardInput extends InputStream {
    private final FileChannel channel = new FileInputStream(FileDescriptor.in).getChannel();

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        return channel.read(ByteBuffer.wrap(bytes, from, length));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
