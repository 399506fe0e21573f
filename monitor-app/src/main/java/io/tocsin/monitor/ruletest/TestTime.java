package io.tocsin.monitor.ruletest;

import io.tocsin.monitor.wire.Rfc3339;
import io.tocsin.rules.yaml.MapReader;
import java.time.Duration;
import java.util.Optional;

/**
 * Times as tests write them: a time of RFC 3339, or how long after the test's start.
 *
 * @param startMs when the test starts, milliseconds since the epoch
 */
record TestTime(long startMs) {

    /** When a test starts that doesn't say so. */
    static final String DEFAULT_START = "2026-01-01T00:00:00Z";

    /** The start that a test, or its file, says. */
    static TestTime read(MapReader reader, TestTime otherwise) {
        return new TestTime(reader.string("start")
                .flatMap(text -> absolute(reader, "start", text, "a time of RFC 3339 is expected"))
                .orElse(otherwise.startMs));
    }

    /** The time of a key in milliseconds since the epoch; nothing where there is none or it is wrong. */
    Optional<Long> at(MapReader reader, String key) {
        Optional<String> text = reader.string(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Duration> after = MapReader.parseDuration(text.get());
        return after.isPresent()
                ? Optional.of(startMs + after.get().toMillis())
                : absolute(
                        reader, key, text.get(), "a time after the start, such as 70s, or one of RFC 3339 is expected");
    }

    private static Optional<Long> absolute(MapReader reader, String key, String text, String expected) {
        try {
            return Optional.of(Rfc3339.parse(text));
        } catch (IllegalArgumentException e) {
            reader.problem(key, "is " + text + "; " + expected);
            return Optional.empty();
        }
    }
}
