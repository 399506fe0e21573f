package io.tocsin.monitor.ops;

import java.util.Optional;

/**
 * One thing that was looked at.
 *
 * @param name what: {@code kafka}, {@code stage detect}
 * @param problem what is wrong, one sentence without personal data; empty if nothing is
 */
public record Check(String name, Optional<String> problem) {

    /** Nothing is wrong. */
    public static Check ok(String name) {
        return new Check(name, Optional.empty());
    }

    /** Something is. */
    public static Check failed(String name, String problem) {
        return new Check(name, Optional.of(problem));
    }

    /** Whether nothing is wrong. */
    public boolean isOk() {
        return problem.isEmpty();
    }
}
