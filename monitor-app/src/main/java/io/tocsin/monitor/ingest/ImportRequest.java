package io.tocsin.monitor.ingest;

import io.tocsin.rules.event.EventId;
import org.jspecify.annotations.Nullable;

/**
 * How a log is to be imported.
 *
 * @param format the log's format
 * @param settings what the log leaves out
 * @param source what its events have as {@code ce_source}; {@code null} for the identity of its first line
 */
public record ImportRequest(
        LogFormat format, LogSettings settings, @Nullable String source) {
    public ImportRequest {
        if (source != null && (source.isEmpty() || source.length() > EventId.MAX_LENGTH)) {
            throw new IllegalArgumentException("the source's name has " + source.length() + " characters; 1 to "
                    + EventId.MAX_LENGTH + " are allowed");
        }
    }
}
