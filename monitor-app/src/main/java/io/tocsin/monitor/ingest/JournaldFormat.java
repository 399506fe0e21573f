package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.ForeignJson;
import io.tocsin.monitor.wire.MalformedRecordException;
import io.tocsin.monitor.wire.Rfc3339;
import io.tocsin.rules.event.SecurityEvent;
import java.util.List;
import java.util.Set;

/**
 * What sshd wrote to systemd's journal, as {@code journalctl -o json} gives it: one JSON object a line. The messages are
 * those of {@link SshdFormat}; the time is {@code __REALTIME_TIMESTAMP}, microseconds since the epoch.
 *
 * <p>{@code MESSAGE} is a text, or an array of bytes where it isn't UTF-8; {@code null} where it is longer than 4096
 * bytes and {@code --all} wasn't given. The fields are those of systemd.journal-fields(7).
 */
final class JournaldFormat implements LogFormat {
    private static final Set<String> SSHD = Set.of("sshd", "sshd-session", "sshd-auth");

    @Override
    public String name() {
        return "journald";
    }

    @Override
    public LineParser parser(LogSettings settings) {
        return JournaldFormat::parse;
    }

    private static List<SecurityEvent> parse(byte[] line, LinePlace place) throws UnparsableLineException {
        if (LogText.isBlank(line)) {
            return List.of();
        }
        try {
            ForeignJson entry = ForeignJson.parse(line);
            String program = entry.text("SYSLOG_IDENTIFIER");
            if (!SSHD.contains(program == null ? String.valueOf(entry.text("_COMM")) : program)) {
                return List.of();
            }
            return SshdFormat.message(message(entry), timeMs(entry), place);
        } catch (MalformedRecordException e) {
            throw new UnparsableLineException(e.getMessage());
        }
    }

    private static String message(ForeignJson entry) throws UnparsableLineException {
        String text = entry.text("MESSAGE");
        if (text != null) {
            return text;
        }
        byte[] bytes = entry.bytes("MESSAGE");
        if (bytes == null) {
            throw new UnparsableLineException("its MESSAGE is neither text nor bytes; call journalctl with --all");
        }
        return LogText.decode(bytes);
    }

    private static long timeMs(ForeignJson entry) throws UnparsableLineException {
        String micros = entry.text("__REALTIME_TIMESTAMP");
        try {
            long timeMs = micros == null ? -1 : Math.floorDiv(Long.parseLong(micros), 1000);
            if (timeMs >= 0 && timeMs <= Rfc3339.MAX_TIME_MS) {
                return timeMs;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new UnparsableLineException("its __REALTIME_TIMESTAMP is no number of microseconds since 1970");
    }
}
