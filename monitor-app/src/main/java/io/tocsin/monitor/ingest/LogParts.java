package io.tocsin.monitor.ingest;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** What a log consists of, one after the other: itself, or the files of an archive. */
interface LogParts extends Closeable {

    /** The bytes of the next part, or {@code null} after the last; the one before can't be read any more. */
    @Nullable
    InputStream next() throws IOException;

    /** The name of the part that {@link #next()} gave, without its folders. */
    String name();

    /** Whether parts are closed: nothing will ever be appended to one. */
    boolean arePacked();

    /** A log that is its only part. */
    static LogParts single(String name, InputStream in) {
        return new LogParts() {
            private boolean given;

            @Override
            public @Nullable InputStream next() {
                boolean first = !given;
                given = true;
                return first ? in : null;
            }

            @Override
            public String name() {
                return name;
            }

            @Override
            public boolean arePacked() {
                return false;
            }

            @Override
            public void close() throws IOException {
                in.close();
            }
        };
    }
}
