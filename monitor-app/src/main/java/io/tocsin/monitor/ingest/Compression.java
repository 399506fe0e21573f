package io.tocsin.monitor.ingest;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;

/** How a log is compressed, told by its first bytes. */
enum Compression {
    GZIP(0x1F, 0x8B) {
        @Override
        InputStream decompress(InputStream in) throws IOException {
            return new GZIPInputStream(in, BUFFER_BYTES);
        }
    },
    BZIP2('B', 'Z', 'h', -1, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59) {
        @Override
        InputStream decompress(InputStream in) throws IOException {
            return new BZip2CompressorInputStream(in, true);
        }
    },
    ZSTD(0x28, 0xB5, 0x2F, 0xFD) {
        @Override
        InputStream decompress(InputStream in) throws IOException {
            return new ZstdCompressorInputStream(in);
        }
    },
    XZ(0xFD, '7', 'z', 'X', 'Z', 0x00) {
        @Override
        InputStream decompress(InputStream in) throws IOException {
            throw new UnreadableLogException("xz isn't read; pipe it in: xz -dc FILE | tocsin … -");
        }
    },
    ZIP('P', 'K', 0x03, 0x04) {
        @Override
        InputStream decompress(InputStream in) throws IOException {
            throw new UnreadableLogException("zip isn't read; unpack it and give the folder");
        }
    };

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int MAGIC_BYTES = 10;

    /** −1 stands for any byte. */
    private final int[] magic;

    Compression(int... magic) {
        this.magic = magic;
    }

    abstract InputStream decompress(InputStream in) throws IOException;

    /**
     * The decompressed bytes of a stream; of one that isn't compressed its own.
     *
     * @param log the name for messages
     * @param unfolding what counts them
     */
    static InputStream open(String log, InputStream raw, Unfolding unfolding) throws IOException {
        BufferedInputStream in = new BufferedInputStream(raw, BUFFER_BYTES);
        byte[] first = firstBytes(in);
        for (Compression each : values()) {
            if (each.begins(first)) {
                return unfolding.counted(each.opened(log, in));
            }
        }
        return in;
    }

    /** No more than tell one from the other: a stream that isn't compressed may be long in giving its next byte. */
    private static byte[] firstBytes(BufferedInputStream in) throws IOException {
        in.mark(MAGIC_BYTES);
        byte[] first = new byte[0];
        boolean open = true;
        while (open && first.length < MAGIC_BYTES) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            first = Arrays.copyOf(first, first.length + 1);
            first[first.length - 1] = (byte) b;
            byte[] found = first;
            open = Arrays.stream(values()).anyMatch(each -> each.mayBegin(found));
        }
        in.reset();
        return first;
    }

    private boolean mayBegin(byte[] first) {
        for (int i = 0; i < Math.min(first.length, magic.length); i++) {
            if (magic[i] >= 0 && magic[i] != (first[i] & 0xFF)) {
                return false;
            }
        }
        return true;
    }

    private InputStream opened(String log, InputStream in) throws UnreadableLogException {
        try {
            return decompress(in);
        } catch (IOException e) {
            throw new UnreadableLogException(log + " can't be decompressed: " + e.getMessage(), e);
        }
    }

    private boolean begins(byte[] first) {
        return first.length >= magic.length && mayBegin(first);
    }
}
