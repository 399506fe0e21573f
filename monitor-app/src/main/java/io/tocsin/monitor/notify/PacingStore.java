package io.tocsin.monitor.notify;

import io.tocsin.monitor.wire.PacingStateCodec;
import io.tocsin.rules.routing.Digest;
import io.tocsin.rules.routing.MailBucket;
import io.tocsin.rules.routing.Pacing.Mailbox;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The mailboxes, in the processor's store, each by its key on the topic. The message and the subjects that an open digest
 * keeps are there as long as its counts are.
 */
final class PacingStore {

    private final KeyValueStore<Bytes, byte[]> store;

    PacingStore(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    Mailbox mailbox(byte[] key) {
        byte[] bucket = store.get(PacingStateCodec.bucketKey(key));
        byte[] digest = store.get(PacingStateCodec.digestKey(key));
        return new Mailbox(
                bucket == null ? null : PacingStateCodec.decodeBucket(bucket),
                digest == null ? null : PacingStateCodec.decodeDigest(digest));
    }

    /** Keeps a mailbox. Its bucket doesn't change while it is empty, so that a notice which joins a digest is one write. */
    void replace(byte[] key, Mailbox before, MailBucket bucket, @Nullable Digest open) {
        if (!bucket.equals(before.bucket())) {
            store.put(PacingStateCodec.bucketKey(key), PacingStateCodec.encode(bucket));
        }
        if (open != null && !open.equals(before.open())) {
            store.put(PacingStateCodec.digestKey(key), PacingStateCodec.encode(open));
        }
    }

    /** Keeps what an open digest shows of a notice that has joined it: of the first few the subject, of the first all. */
    void keep(byte[] key, Digest open, String subject, byte[] message) {
        if (open.keepsSubject()) {
            store.put(PacingStateCodec.subjectKey(key, (int) open.count()), PacingStateCodec.encode(subject));
        }
        if (open.count() == 1) {
            store.put(PacingStateCodec.firstMessageKey(key), message);
        }
    }

    /** The message of the notice that joined first. */
    byte[] firstMessage(byte[] key) {
        byte[] message = store.get(PacingStateCodec.firstMessageKey(key));
        if (message == null) {
            throw new IllegalStateException("a digest is open whose first notice isn't kept");
        }
        return message;
    }

    /** The subjects of the notices that joined first, in their order. */
    List<String> subjects(byte[] key) {
        List<String> subjects = new ArrayList<>();
        for (int i = 1; i <= Digest.MOST_SUBJECTS_KEPT; i++) {
            byte[] subject = store.get(PacingStateCodec.subjectKey(key, i));
            if (subject == null) {
                return subjects;
            }
            subjects.add(PacingStateCodec.decodeSubject(subject));
        }
        return subjects;
    }

    /** Forgets the digest that was open, once it is sent. */
    void forget(byte[] key, Digest sent) {
        store.delete(PacingStateCodec.digestKey(key));
        store.delete(PacingStateCodec.firstMessageKey(key));
        for (int i = 1; i <= Math.min(sent.count(), Digest.MOST_SUBJECTS_KEPT); i++) {
            store.delete(PacingStateCodec.subjectKey(key, i));
        }
    }

    /** The mailboxes that have an open digest: at most one for each mailbox that a roster ever had. */
    List<byte[]> open() {
        List<byte[]> keys = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> digests =
                store.range(PacingStateCodec.firstDigest(), PacingStateCodec.afterDigests())) {
            digests.forEachRemaining(each -> keys.add(PacingStateCodec.mailboxOf(each.key)));
        }
        return keys;
    }
}
