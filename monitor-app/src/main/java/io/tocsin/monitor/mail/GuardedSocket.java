package io.tocsin.monitor.mail;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** A socket that gives at most 1 MiB to read: a server whose answer never ends can't fill the memory. */
final class GuardedSocket extends Socket {

    private static final int MOST_BYTES = 1 << 20;

    @Override
    public InputStream getInputStream() throws IOException {
        return new Limited(super.getInputStream());
    }

    private static final class Limited extends FilterInputStream {
        private int left = MOST_BYTES;

        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            requireRoom();
            int read = super.read();
            left--;
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            requireRoom();
            int read = super.read(buffer, offset, Math.min(length, left));
            left -= Math.max(read, 0);
            return read;
        }

        private void requireRoom() throws IOException {
            if (left <= 0) {
                throw new IOException("the server's answers are longer than " + MOST_BYTES + " bytes");
            }
        }
    }
}
