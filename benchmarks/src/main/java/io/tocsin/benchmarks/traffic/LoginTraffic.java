package io.tocsin.benchmarks.traffic;

import io.tocsin.rules.event.EventId;
import io.tocsin.rules.event.LoginEvent;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Login events of a platform: many users who sign in from an address of their own, some of them with a mistyped password.
 *
 * @param events how many
 * @param users how many accounts they are spread over, evenly at random
 * @param failures the share of events that are failed logins, 0 to 1
 * @param startMs the time of the first event, milliseconds since the epoch
 * @param endMs the time before which the last one happens; events are evenly spread
 * @param seed of everything random
 */
public record LoginTraffic(long events, int users, double failures, long startMs, long endMs, long seed) {

    /** The {@code ce_source} of all events. */
    public static final String SOURCE = "idp";

    /** Fills an event up to about 200 bytes of JSON. */
    private static final String USER_AGENT = "ua/1.0";

    /** Makes the events, in the order of their times. */
    public void forEach(Consumer<LoginEvent> taker) {
        Random random = new Random(seed);
        for (long i = 0; i < events; i++) {
            int user = random.nextInt(users);
            boolean success = random.nextDouble() >= failures;
            long timeMs = startMs + (long) ((double) (endMs - startMs) * i / events);
            taker.accept(login(i, timeMs, String.format("user-%06d", user), success, address(user)));
        }
    }

    /** One event of this kind. */
    public static LoginEvent login(long number, long timeMs, String user, boolean success, String address) {
        EventId id = new EventId(EventId.DEFAULT_TENANT, SOURCE, String.format("%010d", number));
        return new LoginEvent(id, timeMs, null, user, success, address, USER_AGENT);
    }

    private static String address(int user) {
        return "10." + (user >> 16 & 0xFF) + "." + (user >> 8 & 0xFF) + "." + (user & 0xFF);
    }
}
