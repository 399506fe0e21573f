package io.tocsin.monitor.ingest;

import io.tocsin.monitor.wire.EventCodec;
import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.LoginEvent;
import io.tocsin.rules.event.Origin;
import io.tocsin.rules.event.SecurityEvent;
import java.util.AbstractList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The authentication log of OpenSSH's sshd as syslog writes it.
 *
 * <p>Failures are {@code Failed password} and {@code Failed keyboard-interactive/pam}; {@code none} and
 * {@code publickey} are tried by every client before it asks for a password and are not. {@code Accepted} by whatever
 * method is a success. {@code message repeated N times: [ … ]} (rsyslog) is N events at that line's time. User names
 * stay verbatim, as sshd logs them: empty, with spaces, with the words {@code from} and {@code port} in them, which is
 * why a line is read from its right end. The wording is that of {@code auth_log} in OpenSSH's {@code auth.c}.
 */
final class SshdFormat implements LogFormat {
    private static final Pattern TAG = Pattern.compile("sshd(?:-session|-auth)?(?:\\[\\d+])?: ");
    private static final Pattern REPEATED =
            Pattern.compile("message repeated (\\d{1,9}) times: \\[ ?(.*)", Pattern.DOTALL);
    private static final Pattern LAST_REPEATED = Pattern.compile("last message repeated \\d+ times?");
    private static final Pattern VERDICT =
            Pattern.compile("(?:(Failed) (?:password|keyboard-interactive/pam)|Accepted (\\S+)) for ");
    private static final Pattern ACCEPTED_WITH_KEY =
            Pattern.compile("(.*?) from (\\S+) port (\\d{1,5}) ssh2: .*", Pattern.DOTALL);
    private static final Pattern PORT = Pattern.compile("\\d{1,5}");
    private static final String INVALID_USER = "invalid user ";
    private static final int MAX_TIMES = 999_999;

    @Override
    public String name() {
        return "sshd";
    }

    @Override
    public LineParser parser(LogSettings settings) {
        return new Parser(settings);
    }

    private static final class Parser implements LineParser {
        private final SyslogTime time;
        private boolean lastWasEvent;

        Parser(LogSettings settings) {
            this.time = new SyslogTime(settings);
        }

        @Override
        public List<SecurityEvent> parse(byte[] bytes, LinePlace place) throws UnparsableLineException {
            String line = LogText.decode(bytes);
            if (line.isBlank()) {
                return List.of();
            }
            SyslogTime.Stamp stamp = time.read(line);
            int host = stamp.end() + 1;
            int tag = line.indexOf(' ', host) + 1;
            if (tag <= host) {
                throw new UnparsableLineException("no host and program follow its timestamp");
            }
            boolean afterEvent = lastWasEvent;
            lastWasEvent = false;
            Matcher program = TAG.matcher(line).region(tag, line.length());
            if (!program.lookingAt()) {
                if (afterEvent && LAST_REPEATED.matcher(line.substring(tag)).lookingAt()) {
                    throw new UnparsableLineException(
                            "it repeats the line before without saying which; let syslog write repeated messages out");
                }
                return List.of();
            }
            List<SecurityEvent> events = message(line.substring(program.end()), stamp.timeMs(), place);
            lastWasEvent = !events.isEmpty();
            return events;
        }
    }

    /**
     * Reads what sshd says, without what a log puts before it.
     *
     * @return its events; empty for what is no verdict about a login
     */
    static List<SecurityEvent> message(String text, long timeMs, LinePlace place) throws UnparsableLineException {
        Matcher repeated = REPEATED.matcher(text);
        if (!repeated.matches()) {
            Login login = login(text);
            return login == null ? List.of() : List.of(login.event(place.id(), timeMs, place.origin()));
        }
        String inner = repeated.group(2);
        boolean closed = inner.endsWith("]");
        Login login = login(closed ? inner.substring(0, inner.length() - 1) : inner);
        if (login == null) {
            return List.of();
        }
        int times = Integer.parseInt(repeated.group(1));
        if (!closed || times < 1 || times > MAX_TIMES) {
            throw new UnparsableLineException("'message repeated' needs 1 to " + MAX_TIMES + " times and a closing ]");
        }
        return new Repeated(login, times, timeMs, place);
    }

    /** What sshd decided, or {@code null} where the message is about something else. */
    private static @Nullable Login login(String message) throws UnparsableLineException {
        Matcher verdict = VERDICT.matcher(message);
        if (!verdict.lookingAt()) {
            return null;
        }
        boolean success = verdict.group(1) == null;
        String rest = message.substring(verdict.end());
        if (success && !rest.endsWith(" ssh2")) {
            // The fingerprint that follows can't come from the client, nor can the name of an account that was let in.
            Matcher withKey = ACCEPTED_WITH_KEY.matcher(rest);
            if (!withKey.matches()) {
                throw new UnparsableLineException("no 'from ADDRESS port PORT ssh2' follows the user");
            }
            return login(true, withKey.group(1), withKey.group(2));
        }
        int port = rest.lastIndexOf(" port ");
        int from = port < 0 ? -1 : rest.lastIndexOf(" from ", port - 1);
        if (from < 0
                || !rest.endsWith(" ssh2")
                || rest.length() - 5 < port + 6
                || !PORT.matcher(rest.substring(port + 6, rest.length() - 5)).matches()) {
            throw new UnparsableLineException("it doesn't end with 'from ADDRESS port PORT ssh2'");
        }
        return login(success, rest.substring(0, from), rest.substring(from + 6, port));
    }

    private static Login login(boolean success, String user, String address) throws UnparsableLineException {
        String userId = !success && user.startsWith(INVALID_USER) ? user.substring(INVALID_USER.length()) : user;
        if (userId.length() > EventCodec.MAX_NAME_CHARS) {
            throw new UnparsableLineException("the user's name is longer than " + EventCodec.MAX_NAME_CHARS);
        }
        if (address.isEmpty() || address.indexOf(' ') >= 0 || address.length() > EventCodec.MAX_ADDRESS_CHARS) {
            throw new UnparsableLineException("what stands between 'from' and 'port' is no address");
        }
        return new Login(success, userId, address);
    }

    private record Login(boolean success, String userId, String sourceIp) {
        LoginEvent event(EventId id, long timeMs, Origin origin) {
            return new LoginEvent(id, timeMs, origin, userId, success, sourceIp, null);
        }
    }

    /** The events of one 'message repeated' line, made when they are asked for: the number comes from the log. */
    private static final class Repeated extends AbstractList<SecurityEvent> {
        private final Login login;
        private final int times;
        private final long timeMs;
        private final LinePlace place;

        Repeated(Login login, int times, long timeMs, LinePlace place) {
            this.login = login;
            this.times = times;
            this.timeMs = timeMs;
            this.place = place;
        }

        @Override
        public SecurityEvent get(int index) {
            return login.event(place.id(index + 1), timeMs, place.origin());
        }

        @Override
        public int size() {
            return times;
        }
    }
}
