package io.tocsin.rules.routing;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a storm of notices from becoming a storm of mails. Each mailbox has a {@link MailBucket}: while it has tokens,
 * notices go through as they are. What comes beyond that joins a {@link Digest}, which takes the next token, at a tick or
 * with the next notice. While one is open, everything joins it, so that the order is kept. Pure; time is append time.
 *
 * <p>The first that a mailbox hears of a critical alert goes through at once, whatever the bucket holds: it takes a token
 * where there is one and no digest waits for it, so that digests never starve.
 *
 * <p>A digest that nothing but one notice has joined is none: the notice itself is sent, later.
 *
 * <p>The digests of a storm are one thread. A storm is over once the bucket is full again.
 */
public final class Pacing {

    private final PacingPolicy policy;

    /** What happens to a mailbox at a notice or a tick. */
    public enum Fate {
        /** Nothing came. */
        NONE,
        /** The notice is sent as it is. */
        PASSES,
        /** The notice is in the digest. */
        JOINS
    }

    /**
     * A mailbox.
     *
     * @param bucket how much it may be sent; {@code null}: it was never sent anything
     * @param open what waits to be sent
     */
    public record Mailbox(
            @Nullable MailBucket bucket, @Nullable Digest open) {
        /** One that was never sent anything. */
        public static final Mailbox NEW = new Mailbox(null, null);
    }

    /**
     * What was decided.
     *
     * @param bucket the mailbox's, from now on
     * @param open what waits to be sent, from now on
     * @param fate what becomes of the notice; comes before the release where both are sent
     * @param release what is sent beside it
     */
    public record Paced(
            MailBucket bucket,
            @Nullable Digest open,
            Fate fate,
            @Nullable Release release) {}

    /**
     * A digest that is sent now.
     *
     * @param digest what it says
     * @param storm which storm of the mailbox it is, from 1
     * @param number which digest of the storm it is, from 1
     */
    public record Release(Digest digest, long storm, int number) {

        /** Whether it stands for one notice alone, which is sent itself then. */
        public boolean isSingle() {
            return digest.count() == 1;
        }

        /**
         * The message.
         *
         * @param subjects those of the first notices, in their order; not trusted
         * @param nowMs append time of what let it be sent, milliseconds since the epoch
         */
        public Notification notification(Collection<String> subjects, long nowMs) {
            return digest.notification(storm, number, subjects, nowMs);
        }
    }

    public Pacing(PacingPolicy policy) {
        this.policy = policy;
    }

    /**
     * Decides on a notice.
     *
     * @param mailbox the notice's mailbox
     * @param nowMs append time of the notice, milliseconds since the epoch
     */
    public Paced pace(Mailbox mailbox, Notice notice, long nowMs) {
        MailBucket bucket = bucket(mailbox, nowMs);
        Digest open = mailbox.open();
        if (notice.isUrgent()) {
            return open == null
                    ? new Paced(bucket.sent(), null, Fate.PASSES, null)
                    : release(bucket, open, Fate.PASSES);
        }
        if (open == null && bucket.hasToken()) {
            return new Paced(bucket.sent(), null, Fate.PASSES, null);
        }
        return release(bucket, open == null ? Digest.of(notice) : open.with(notice), Fate.JOINS);
    }

    /**
     * Decides on what waits.
     *
     * @param nowMs append time of the tick, milliseconds since the epoch
     */
    public Paced tick(Mailbox mailbox, long nowMs) {
        MailBucket bucket = bucket(mailbox, nowMs);
        Digest open = mailbox.open();
        return open == null ? new Paced(bucket, null, Fate.NONE, null) : release(bucket, open, Fate.NONE);
    }

    private MailBucket bucket(Mailbox mailbox, long nowMs) {
        MailBucket before = mailbox.bucket();
        MailBucket now = before == null ? MailBucket.full(policy, nowMs) : before.at(policy, nowMs);
        return mailbox.open() == null ? now.calmIfFull(policy) : now;
    }

    private static Paced release(MailBucket bucket, Digest digest, Fate fate) {
        if (!bucket.hasToken()) {
            return new Paced(bucket, digest, fate, null);
        }
        boolean isSingle = digest.count() == 1;
        MailBucket after = isSingle ? bucket.sent() : bucket.sentDigest();
        return new Paced(after, null, fate, new Release(digest, after.storms(), after.digests()));
    }
}
