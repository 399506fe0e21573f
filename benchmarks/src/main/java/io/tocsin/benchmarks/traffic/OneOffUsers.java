package io.tocsin.benchmarks.traffic;

import io.tocsin.rules.event.LoginEvent;
import java.util.function.Consumer;

/**
 * A flood of accounts, each with a few failed logins from an address of its own, and an attack on one more at its end.
 *
 * @param users how many accounts
 * @param failures how many failed logins of each, spread over the whole time
 * @param startMs the time of the first event, milliseconds since the epoch
 * @param endMs the time before which the last one happens
 */
public record OneOffUsers(int users, int failures, long startMs, long endMs) {

    /** The account that is attacked. */
    public static final String VICTIM = "victim";

    private static final int ATTEMPTS = 5;
    /** Half of what a record wakes at most: the first of them come before the windows are over. */
    private static final int FORGOTTEN_BY_EACH = 500;

    private static final int LEAST_LATER = 4_000;

    /** Something that gives events, in the order of their times. */
    @FunctionalInterface
    public interface Source {
        /** Gives them all. */
        void forEach(Consumer<LoginEvent> taker);
    }

    /** How many events {@link #forEach} gives. */
    public long count() {
        return (long) users * failures;
    }

    /** The failed logins of all accounts, of each as far apart as the time allows. */
    public void forEach(Consumer<LoginEvent> taker) {
        for (long i = 0; i < count(); i++) {
            long timeMs = startMs + (long) ((double) (endMs - startMs) * i / count());
            taker.accept(failure(i, timeMs, "one-off-" + i % users, (int) (i % users)));
        }
    }

    /** The attack, in the last second. */
    public void attack(Consumer<LoginEvent> taker) {
        for (int i = 0; i < ATTEMPTS; i++) {
            taker.accept(failure(count() + i, endMs + i, VICTIM, users + i));
        }
    }

    /** How many events {@link #later} gives. */
    public long laterCount() {
        return Math.max(LEAST_LATER, users / FORGOTTEN_BY_EACH);
    }

    /** What goes on afterwards: a few people sign in, and time passes by it in every partition. */
    public void later(Consumer<LoginEvent> taker, long untilMs) {
        for (int i = 0; i < laterCount(); i++) {
            long timeMs = endMs + (untilMs - endMs) * i / laterCount();
            taker.accept(LoginTraffic.login(count() + ATTEMPTS + i, timeMs, "later-" + i % 100, true, address(i)));
        }
    }

    private static LoginEvent failure(long number, long timeMs, String user, int address) {
        return LoginTraffic.login(number, timeMs, user, false, address(address));
    }

    private static String address(int number) {
        return "10." + (number >> 16 & 0xFF) + "." + (number >> 8 & 0xFF) + "." + (number & 0xFF);
    }
}
