package io.tocsin.monitor.wire;

import io.tocsin.rules.alert.Severity;
import io.tocsin.rules.routing.Notification;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Enums in binary values: by their labels, so that the order in which they are declared may change. */
final class Labels {
    private static final Map<String, Notification.Kind> KINDS =
            byLabel(Notification.Kind.values(), Notification.Kind::label);
    private static final Map<String, Severity> SEVERITIES = byLabel(Severity.values(), Severity::label);

    private Labels() {}

    static Notification.Kind kind(String label) throws MalformedRecordException {
        return known(KINDS.get(label), "kind", label);
    }

    static Severity severity(String label) throws MalformedRecordException {
        return known(SEVERITIES.get(label), "severity", label);
    }

    private static <T> Map<String, T> byLabel(T[] values, Function<T, String> label) {
        return Stream.of(values).collect(Collectors.toUnmodifiableMap(label, Function.identity()));
    }

    private static <T> T known(@Nullable T value, String what, String label) throws MalformedRecordException {
        if (value == null) {
            throw new MalformedRecordException("its " + what + " is \"" + label + "\", which isn't known");
        }
        return value;
    }
}
