package io.tocsin.monitor.mail;

/**
 * How long an SMTP server may take. All are finite.
 *
 * @param connectMs for the connection of TCP, per address of the server
 * @param replyMs for each answer up to the one to {@code DATA}, counted anew with each byte
 * @param acceptMs for the answer to the mail itself; longer, as giving up here on a slow server that takes it after all
 *     means that the mail comes twice
 * @param attemptMs for the whole attempt, by the wall clock: also ends what drips a byte at a time
 */
public record SmtpTimeouts(int connectMs, int replyMs, int acceptMs, int attemptMs) {

    /** 10 s, 60 s, 120 s, 180 s. */
    public static final SmtpTimeouts DEFAULT = new SmtpTimeouts(10_000, 60_000, 120_000, 180_000);

    public SmtpTimeouts {
        requirePositive("connect", connectMs);
        requirePositive("reply", replyMs);
        requirePositive("accept", acceptMs);
        requirePositive("attempt", attemptMs);
    }

    private static void requirePositive(String name, int ms) {
        if (ms <= 0) {
            throw new IllegalArgumentException(
                    "the " + name + " timeout is " + ms + " ms; it must be above 0, as no timeout may be infinite");
        }
    }
}
