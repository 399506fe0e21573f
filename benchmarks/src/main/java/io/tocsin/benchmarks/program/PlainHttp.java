package io.tocsin.benchmarks.program;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Asks over one connection that is kept, and leaves nothing to collect behind: what is measured is to be how long the server
 * takes, not how long this process stands still for its own garbage.
 */
final class PlainHttp implements AutoCloseable {
    private static final int TIMEOUT_MS = 10_000;
    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LENGTH = "\r\nContent-Length: ".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final InputStream in;
    private final byte[] buffer = new byte[8 << 10];

    PlainHttp(URI server) throws IOException {
        socket = new Socket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
        in = socket.getInputStream();
    }

    /** The bytes of a question, which may be asked any number of times. */
    static byte[] question(URI server, String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Asks, reads the whole answer and tells its status. */
    int status(byte[] question) throws IOException {
        socket.getOutputStream().write(question);
        int read = 0;
        int end = -1;
        while (end < 0 || read < end) {
            int more = in.read(buffer, read, buffer.length - read);
            if (more <= 0) {
                throw new IOException("the answer breaks off, or is longer than " + buffer.length + " bytes");
            }
            read += more;
            int head = find(HEAD_END, read);
            if (end < 0 && head >= 0) {
                end = head + HEAD_END.length + length(head);
            }
        }
        return number(STATUS_AT);
    }

    private int length(int head) throws IOException {
        int at = find(LENGTH, head + 2);
        if (at < 0) {
            throw new IOException("the answer doesn't say how long it is");
        }
        return number(at + LENGTH.length);
    }

    private int find(byte[] wanted, int end) {
        for (int at = 0; at + wanted.length <= end; at++) {
            int same = 0;
            while (same < wanted.length && buffer[at + same] == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return at;
            }
        }
        return -1;
    }

    private int number(int at) {
        int number = 0;
        for (int i = at; buffer[i] >= '0' && buffer[i] <= '9'; i++) {
            number = 10 * number + buffer[i] - '0';
        }
        return number;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
